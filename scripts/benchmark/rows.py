"""The rows of the table: what is shown of the figures, and the bar that each has to reach."""

from dataclasses import dataclass
from typing import Callable

Figures = dict[str, dict]


@dataclass
class Row:
    """One line; `value` gives None when a figure that it needs was not measured."""

    name: str
    title: str
    #: floor (multiples of it), times (of something else that was measured), us, ms, MB, 1/s, or empty for a plain number.
    unit: str
    value: Callable[[Figures], float | None]
    at_most: float | None = None
    at_least: float | None = None
    meaning: str = ""

    @property
    def bar(self) -> str:
        if self.at_most is not None:
            return with_unit(f"≤ {self.at_most:g}", self.unit)
        return with_unit(f"≥ {self.at_least:g}", self.unit) if self.at_least is not None else ""

    def is_reached(self, value: float) -> bool | None:
        """None when there is no bar."""
        if self.at_most is not None:
            return value <= self.at_most
        return value >= self.at_least if self.at_least is not None else None


def shown(value: float, unit: str) -> str:
    """A figure with as many digits as it is worth."""
    digits = 0 if unit in ("", "1/s") else 3 if value < 0.1 else 2 if value < 10 else 1 if value < 100 else 0
    return with_unit(f"{value:,.{digits}f}", unit)


def with_unit(number: str, unit: str) -> str:
    return f"{number} {dict(floor='× floor', times='×', us='µs').get(unit, unit)}".rstrip()


def of(name: str, key: str = "microseconds") -> Callable[[Figures], float | None]:
    return lambda figures: figures.get(name, {}).get(key)


def floors(name: str) -> Callable[[Figures], float | None]:
    """Multiples of the floor of the block in which it was measured."""
    def value(figures: Figures) -> float | None:
        figure = figures.get(name, {})
        return figure["microseconds"] / figure["floor"] if "microseconds" in figure and figure.get("floor") else None
    return value


def share(name: str, base: str, key: str = "microseconds") -> Callable[[Figures], float | None]:
    """How many times `base` it is."""
    def value(figures: Figures) -> float | None:
        upper, lower = figures.get(name, {}).get(key), figures.get(base, {}).get(key)
        return upper / lower if upper is not None and lower else None
    return value


def million_uses(figures: Figures) -> float | None:
    """Nothing when fewer were remembered: a quick run proves nothing of a million."""
    figure = figures.get("uses.together", {})
    return figure.get("megabytes") if figure.get("count") == 1_000_000 else None


SECTIONS: list[tuple[str, list[Row]]] = [
    ("One core, without HTTP", [
        Row("validate", "parse + validate", "floor", floors("validate"), at_most=3.2,
            meaning="a signed response of 7.8 KB, from XML to an assertion that every check took"),
        Row("decide", "the whole decision", "floor", floors("decide"), at_most=4,
            meaning="the same, then claims, trust policy and a session with its credentials; store in memory, no audit"),
    ]),
    ("The sign-in endpoint, processor time of the server", [
        Row("saml.accepted", "`POST /saml`, accepted", "floor", floors("saml.accepted"), at_most=8,
            meaning="SQLite `full`, audit file, each response another one, 32 connections"),
        Row("saml.refused", "refused for a changed value, as a share of accepted", "times",
            share("saml.refused", "saml.accepted"), at_most=0.5,
            meaning="the same responses with one attribute changed after they were signed"),
        Row("saml.replayed", "posted again, as a share of accepted", "times",
            share("saml.replayed", "saml.accepted"), at_most=1,
            meaning="responses that were used already"),
        Row("saml.rate", "`POST /saml`, wrk on the same cores", "1/s", of("saml.accepted", "rate"),
            meaning="requests that are answered in a second, as many as two cores give beside the load generator"),
        Row("health.rate", "`GET /health`, the same", "1/s", of("saml.health", "rate"),
            meaning="what the server and the load generator can do at all: an answer without a decision"),
    ]),
    ("STS", [
        Row("sts.identity", "GetCallerIdentity, rate as a share of `GET /health`", "times",
            share("sts.small.identity-sessions", "sts.small.health", "rate"), at_least=0.6,
            meaning="signed requests of fifty sessions; both on one broker, in turns"),
        Row("sts.identity-users", "the same with keys of users", "times",
            share("sts.small.identity-users", "sts.small.health", "rate"),
            meaning="signed by long-term keys of fifty users"),
        Row("sts.assume", "AssumeRoleWithSAML against `POST /saml`", "times",
            share("sts.small.assume", "sts.small.saml"), at_most=1.15,
            meaning="processor time of a request, both on one broker, in turns"),
        Row("sts.assume-flat", "AssumeRoleWithSAML, the large store against ten roles", "times",
            share("sts.large.assume", "sts.small.assume"), at_most=1.1,
            meaning="100,000 roles, 1,000 providers, 100 accounts; 4,000 roles in use, each once before"),
        Row("sts.identity-flat", "GetCallerIdentity, the same", "times",
            share("sts.large.identity-sessions", "sts.small.identity-sessions"), at_most=1.1,
            meaning="sessions; the large store against ten roles, processor time of a request"),
        Row("sts.first-use", "the first use of a provider", "us", of("sts.large.first-use"), at_most=300,
            meaning="processor time of the first response of each provider less that of the second, with another new role; "
                    "all know one identity provider by one certificate"),
        Row("sts.first-role", "the first use of a role", "us", of("sts.large.first-role"),
            meaning="the second response of each provider less one for a role that the broker knows"),
    ]),
    ("Policies, one core", [
        Row("policy.trust", "a trust policy with three conditions", "floor", floors("policy.trust"), at_most=0.02,
            meaning="evaluated, allowed; one statement"),
        Row("policy.1000", "1,000 statements", "floor", floors("policy.1000-statements"), at_most=0.2,
            meaning="one document; the last statement allows"),
        Row("policy.10000", "10,000 statements against 1,000", "times",
            share("policy.10000-statements", "policy.1000-statements"), at_most=1.1,
            meaning="ten documents of a thousand"),
        Row("policy.40", "40 statements", "floor", floors("policy.40-statements"),
            meaning="one document of 6 KB; the last statement allows"),
        Row("policy.parse", "parse and check 2 KB", "floor", floors("policy.parse"), at_most=0.8,
            meaning="a managed policy of twelve statements, with all that IAM checks"),
    ]),
    ("A gateway's questions", [
        Row("gateway.few", "a decision against `GET /health`, ten sessions", "times",
            share("gateway.few", "gateway.health"), at_most=1.5,
            meaning="processor time of a request; an S3 service whose requests are signed anew"),
        Row("gateway.many", "the same, many sessions", "times", share("gateway.many", "gateway.health"),
            meaning="each with requests of its own: 100,000 of them, or 2,000 in a quick run"),
    ]),
    ("Start, size, memory", [
        Row("start", "from start to the first answer", "ms", of("program.start", "milliseconds"), at_most=60,
            meaning="`serve` with an empty store, until `GET /health` answers; median"),
        Row("memory.idle", "idle, resident", "MB", of("program.idle", "megabytes"), at_most=30,
            meaning="three seconds after the start, with an empty store; nobody asked but for its health"),
        Row("memory.anonymous", "of it anonymous", "MB", of("program.anonymous", "megabytes"),
            meaning="what no other process shares: heap and stacks; the rest are pages of files, the program's own above all"),
        Row("memory.uses", "1,000,000 one-time uses remembered", "MB", million_uses, at_most=100,
            meaning="the resident process and the database's files together"),
        Row("binary", "the program, stripped", "MB", of("program.stripped", "megabytes"),
            meaning="one file, without symbols; the pages are in it"),
        Row("libraries", "shared libraries that it loads", "", of("program.libraries", "count"),
            meaning="directly and by others, as the dynamic linker lists them"),
        Row("unwanted", "libcurl, LDAP and Kerberos among them", "", of("program.unwanted", "count"), at_most=0,
            meaning="each would be code of a network service that nobody asks for"),
    ]),
    ("Others beside it: the same response, one core", [
        Row("peer.ours", "Sallyport, the whole validation", "floor", floors("validate"),
            meaning="signature, every check of the profile and every value"),
        Row("peer.xmlsec", "python-xmlsec, parse and verify the signature", "floor", floors("peer.xmlsec"),
            meaning="C behind Python; nothing is read"),
        Row("peer.java", "the JDK's XML signature, parse and verify", "floor", floors("peer.java"),
            meaning="warm; nothing is read"),
        Row("peer.signxml", "signxml, parse and verify", "floor", floors("peer.signxml"),
            meaning="Python over lxml and cryptography; gives back the signed element"),
        Row("peer.python3-saml", "python3-saml, strict validation", "floor", floors("peer.python3-saml"),
            meaning="the checks of a service provider, in Python over python-xmlsec"),
    ]),
]

#: What of a decision each part of the picture is.
STAGES = [
    ("stage.parse", "parse"), ("stage.verify", "digest and verify"), ("stage.read", "read and check"),
    ("stage.trust", "trust policy"), ("stage.mint", "claims, session, token"), ("stage.store", "store"),
    ("stage.audit", "audit"),
]


def judged(figures: Figures) -> list[dict]:
    """The rows as the result file keeps them."""
    rows = []
    for section, members in SECTIONS:
        for row in members:
            value = row.value(figures)
            rows.append({
                "section": section, "name": row.name, "title": row.title, "unit": row.unit, "value": value,
                "bar": row.bar, "reached": None if value is None else row.is_reached(value), "meaning": row.meaning,
                # Sizes do not depend on what else a machine does.
                "noisy": row.unit not in ("", "MB") and any(figures.get(name, {}).get("noisy")
                                                            for name in sources(row, figures)),
            })
    return rows


def sources(row: Row, figures: Figures) -> list[str]:
    """The figures that a row is made of: those that it asks for."""
    asked: list[str] = []

    class Asked(dict):
        def get(self, key, default=None):
            asked.append(key)
            return figures.get(key, default)

    row.value(Asked())
    return asked
