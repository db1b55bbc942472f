"""Requests that botocore signed, changed in one place, and what botocore itself would sign of them.

The gateway may let a changed request through when it is the same for botocore: when the canonical request, the key, the
scope, the date and the signature are those of the original. Everything else has to be refused.
"""

import hashlib
import random
import re
import socket
import string
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote, unquote, unquote_to_bytes

from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as Keys

from .accounts import Site, allow, credentials_of, document, trust_account
from .broker import ACCOUNT, Broker, Credentials

REGION = "us-east-1"
HOST = "orders.example.com"
EMPTY = hashlib.sha256(b"").hexdigest()
VISIBLE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) != "#")
METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"]


@dataclass
class Wire:
    """A request as a proxy describes it."""

    method: str
    target: str
    headers: list[tuple[str, str]]

    def values(self, name: str) -> list[str]:
        return [value for one, value in self.headers if one.lower() == name.lower()]

    def value(self, name: str) -> str:
        return ",".join(self.values(name))

    def changing(self, name: str, change: Callable[[str], str]) -> "Wire":
        """With another value of a header."""
        return replace(self, headers=[(one, change(value) if one.lower() == name.lower() else value)
                                      for one, value in self.headers])

    def having(self, name: str, value: str) -> "Wire":
        return replace(self, headers=[*self.headers, (name, value)])

    def lacking(self, name: str) -> "Wire":
        return replace(self, headers=[one for one in self.headers if one[0].lower() != name.lower()])


# What botocore signs of a request

def encoded(text: str, safe: str = "-_.~") -> str:
    """Percent-encoded as botocore writes it, whatever the encoding was."""
    return quote(unquote_to_bytes(text), safe=safe)


def fields_of(wire: Wire, query: list[tuple[str, str]]) -> dict[str, str] | None:
    """What a signature says of itself, out of the header or of the query; None where it can't be read."""
    header = wire.value("Authorization").strip()
    parameters = [(name.removeprefix("X-Amz-"), unquote(value)) for name, value in query if name.startswith("X-Amz-")]
    if dict(parameters).get("Signature"):
        given = parameters
        if header.startswith("AWS4"):
            return None
    else:
        algorithm, _, rest = header.partition(" ")
        pieces = [piece.strip() for piece in rest.split(",")]
        given = [("Algorithm", algorithm), *(piece.partition("=")[::2] for piece in pieces if piece),
                 ("Date", wire.value("X-Amz-Date").strip())]
    fields = dict(given)
    return fields if len(fields) == len(given) else None


def meaning(wire: Wire) -> tuple | None:
    """The key, the scope, the date, the canonical request and the signature; None where nothing can be read."""
    path, _, query = wire.target.partition("?")
    pairs = [(encoded(name), encoded(value))
             for name, _, value in (piece.partition("=") for piece in query.split("&")) if name or value]
    fields = fields_of(wire, pairs)
    if fields is None or not {"Credential", "SignedHeaders", "Signature", "Date"} <= fields.keys():
        return None
    service = (fields["Credential"].split("/") + [""] * 4)[3]
    # For S3 the path is that of the key, however it was written; for others it is what was written.
    if service == "s3":
        path = encoded(path, safe="/-_.~")
    in_query = [one for one in pairs if one[0] == "X-Amz-Signature"]
    request = AWSRequest(wire.method, f"http://{HOST}{path}")
    request.url += "?" + "&".join(f"{name}={value}" for name, value in pairs if name != "X-Amz-Signature")
    for name in fields["SignedHeaders"].split(";"):
        for value in wire.values(name):
            request.headers.add_header(name, value)
    signer = (auth.S3SigV4Auth if service == "s3" else auth.SigV4Auth)(Keys("", ""), service, REGION)
    declared = wire.value("X-Amz-Content-SHA256").strip()
    # A body that comes is not the one of nothing.
    undeclared = hashlib.sha256(b"body").hexdigest() if wire.value("X-Original-Content-Length") else EMPTY
    payload = declared or ("UNSIGNED-PAYLOAD" if in_query and service == "s3" else undeclared)
    # The hash that is declared is signed as it stands.
    canonical = signer.canonical_request(request).rpartition("\n")[0]
    return (fields.get("Algorithm"), fields["Credential"], fields["Date"], canonical, fields["SignedHeaders"], payload,
            fields["Signature"])


# Requests

class Requests:
    """Makes requests for the two services, of which every one passes."""

    def __init__(self, credentials: Credentials, chance: random.Random):
        self._keys = Keys(credentials.access_key_id, credentials.secret_access_key, credentials.session_token)
        self._chance = chance

    def text(self, alphabet: str = string.ascii_letters + string.digits + " -_.~+=&'()*!$,:@üñ日", most: int = 8) -> str:
        return "".join(self._chance.choice(alphabet) for _ in range(self._chance.randint(1, most)))

    def segment(self) -> str:
        return "x" + quote(self.text(), safe="-_.~")

    def next(self) -> tuple[str, Wire]:
        """The name of a service, and a request for it."""
        chance = self._chance
        service = chance.choice(["orders", "store"])
        path = "/" + "/".join(self.segment() for _ in range(chance.randint(1, 3)))
        headers = {name: self.text(string.ascii_letters + string.digits + " -;=\"") + "."
                   for name in ("Content-Type", "X-Shop", "X-Amz-Meta-Color") if chance.random() < 0.4}
        if service == "orders":
            method = chance.choice(METHODS[:6])
            query = "&".join(f"{quote(self.text(), safe='-_.~')}={quote(self.text(), safe='-_.~')}"
                             for _ in range(chance.randint(0, 3)))
        elif chance.random() < 0.3:
            method, path = "GET", "/bucket"
            query = f"list-type=2&prefix={quote('x' + self.text(), safe='-_.~')}&max-keys={chance.randint(1, 999)}"
        else:
            method, path = chance.choice(["GET", "HEAD", "PUT", "DELETE"]), "/bucket" + path
            query = {"GET": f"response-content-type={quote(self.text(), safe='-_.~')}&versionId=v1",
                     "PUT": "x-id=PutObject"}.get(method, "") if chance.random() < 0.5 else ""
        return service, self.sign(service, method, path + ("?" + query if query else ""), headers)

    def sign(self, service: str, method: str, target: str, headers: dict[str, str]) -> Wire:
        """In the headers, or in the query."""
        in_query, is_s3 = self._chance.random() < 0.25, service == "store"
        if in_query:
            headers = {name: value for name, value in headers.items() if name != "X-Amz-Meta-Color"}
        request = AWSRequest(method, f"http://{HOST}{target}", headers=headers)
        name = "s3" if is_s3 else "execute-api"
        if in_query:
            kind = auth.S3SigV4QueryAuth if is_s3 else auth.SigV4QueryAuth
            kind(self._keys, name, REGION, expires=300).add_auth(request)
        else:
            kind = auth.S3SigV4Auth if is_s3 else auth.SigV4Auth
            if not is_s3 and self._chance.random() < 0.5:
                request.headers["X-Amz-Content-SHA256"] = EMPTY
            kind(self._keys, name, REGION).add_auth(request)
        sent = [(name, value.decode() if isinstance(value, bytes) else value) for name, value in request.headers.items()]
        return Wire(method, request.url.removeprefix(f"http://{HOST}"), [("Host", HOST), *sent])


# Changes in one place

class Mutations:
    """Changes a request in one place."""

    def __init__(self, chance: random.Random):
        self._chance = chance
        self._all = {name.removeprefix("_at_"): getattr(self, name) for name in dir(self) if name.startswith("_at_")}

    def of(self, wire: Wire) -> tuple[str, Wire]:
        """The name of the change, and the changed request, which is another text than the original."""
        while True:
            name = self._chance.choice(list(self._all))
            changed = self._all[name](wire)
            if changed is not None and changed != wire and changed.target.startswith("/"):
                return name, changed

    def _byte(self, text: str, alphabet: str = VISIBLE) -> str:
        """The text with one character changed, added, taken away, doubled or written otherwise."""
        if not text:
            return self._chance.choice(alphabet)
        at = self._chance.randrange(len(text))
        before, one, after = text[:at], text[at], text[at + 1:]
        escape = re.search(r"%[0-9A-Fa-f]{2}", text)
        return self._chance.choice([
            before + self._chance.choice(alphabet) + after, before + self._chance.choice(alphabet) + one + after,
            before + after, before + one + text[at:], before + one.swapcase() + after,
            before + f"%{ord(one):02X}" + after if ord(one) < 128 else text,
            text.replace(escape[0], escape[0].lower(), 1) if escape else text,
            text.replace(escape[0], quote(escape[0]), 1) if escape else text,
            text.replace(escape[0], unquote(escape[0]), 1) if escape and unquote(escape[0]) in VISIBLE else text,
        ])

    def _at_method(self, wire: Wire) -> Wire:
        return replace(wire, method=self._chance.choice(METHODS))

    def _at_path(self, wire: Wire) -> Wire:
        path, mark, query = wire.target.partition("?")
        return replace(wire, target=self._byte(path) + mark + query)

    def _at_segments(self, wire: Wire) -> Wire:
        """Pieces that some do away with."""
        path, mark, query = wire.target.partition("?")
        pieces = path.split("/")
        pieces.insert(self._chance.randint(1, len(pieces)), self._chance.choice(["", ".", "..", "%2E", "a/..", "%2e%2e"]))
        return replace(wire, target="/".join(pieces) + mark + query)

    def _at_query(self, wire: Wire) -> Wire:
        path, _, query = wire.target.partition("?")
        return replace(wire, target=f"{path}?{self._byte(query)}")

    def _at_parameters(self, wire: Wire) -> Wire:
        """Order, number and empty ones."""
        path, _, query = wire.target.partition("?")
        pieces = query.split("&") if query else []
        change = self._chance.randrange(6)
        if change == 0:
            self._chance.shuffle(pieces)
        elif change == 1:
            pieces.insert(self._chance.randint(0, len(pieces)),
                          self._chance.choice(["", "=", "a", "a=", "acl", "versionId=2"]))
        elif pieces:
            at = self._chance.randrange(len(pieces))
            name, _, value = pieces[at].partition("=")
            pieces[at:at + 1] = [[], [pieces[at]] * 2, [f"{name}={value}="], [name]][change - 2]
        return replace(wire, target=path + ("?" + "&".join(pieces) if pieces else ""))

    def _signed(self, wire: Wire) -> str | None:
        names = [name for name, _ in wire.headers if name not in ("Authorization", "Host")]
        return self._chance.choice(names) if names else None

    def _at_header(self, wire: Wire) -> Wire | None:
        name = self._signed(wire)
        return name and wire.changing(name, lambda value: self._byte(value, VISIBLE + " ").strip())

    def _at_header_spaces(self, wire: Wire) -> Wire | None:
        name = self._signed(wire)
        return name and wire.changing(name, lambda value: self._chance.choice(
            [f"  {value}", f"{value} ", value.replace(" ", "  "), value.replace(" ", "\t"), value.replace(" ", "")]))

    def _at_header_lines(self, wire: Wire) -> Wire | None:
        """Twice, once more with another value, in two lines, not at all, by another name."""
        name = self._signed(wire)
        if name is None:
            return None
        value = wire.value(name)
        half = len(value) // 2
        return self._chance.choice([
            wire.having(name, value), wire.having(name, "other"), wire.having(name, ""), wire.lacking(name),
            wire.lacking(name).having(name, value[:half]).having(name, value[half:]),
            wire.lacking(name).having(name.swapcase(), value), wire.lacking(name).having(name.replace("-", "_"), value)])

    def _at_other_headers(self, wire: Wire) -> Wire:
        return wire.having(*self._chance.choice([
            ("X-Other", "1"), ("X-Amz-Date", "20260101T000000Z"), ("Date", "Thu, 01 Jan 2026 00:00:00 GMT"),
            ("X-Amz-Content-SHA256", "UNSIGNED-PAYLOAD"), ("X-Amz-Security-Token", "x"), ("X-Amz-Copy-Source", "bucket/b"),
            ("X-HTTP-Method-Override", "DELETE"), ("Authorization", "AWS4-HMAC-SHA256 x"), ("Authorization", "Bearer x"),
            ("X-Amz-Acl", "public-read"), ("X-Forwarded-Uri", "/other"), ("X-Original-URL", "/other")]))

    def _at_host(self, wire: Wire) -> Wire:
        return wire.changing("Host", lambda value: self._chance.choice(
            [value.upper(), value + ":80", value + ":8000", value + ".", "other." + value, self._byte(value)]))

    def _in_authorization(self, wire: Wire, part: str, change: Callable[[str], str]) -> Wire:
        """Of the header or of the URL: Credential, SignedHeaders or Signature."""
        if wire.values("Authorization"):
            return wire.changing("Authorization", lambda value: re.sub(
                f"(?<={part}=)[^,]+", lambda found: change(found[0]), value))
        return replace(wire, target=re.sub(
            f"(?<=X-Amz-{part}=)[^&]+", lambda found: quote(change(unquote(found[0])), safe="-_.~"), wire.target))

    def _at_signature(self, wire: Wire) -> Wire:
        return self._in_authorization(wire, "Signature", lambda value: self._chance.choice(
            [self._byte(value, string.hexdigits), value.upper(), value[:-1], value * 2, "0" * 64]))

    def _at_credential(self, wire: Wire) -> Wire:
        def change(value: str) -> str:
            pieces = value.split("/")
            at = self._chance.randrange(len(pieces))
            pieces[at] = self._chance.choice([
                self._byte(pieces[at]), "", "eu-west-1", "s3", "execute-api", "sts", "20260101", pieces[at].upper(),
                pieces[at] + " "])
            return "/".join(pieces)
        return self._in_authorization(wire, "Credential", change)

    def _at_signed_headers(self, wire: Wire) -> Wire:
        def change(value: str) -> str:
            names = value.split(";")
            at = self._chance.randrange(len(names))
            return self._chance.choice([
                ";".join(names[:at] + names[at + 1:]) or "date", ";".join(reversed(names)), value.title(), value + ";",
                f"{value};{names[at]}", f"{value};x-other", ";" + value, value.replace(";", ",")])
        return self._in_authorization(wire, "SignedHeaders", change)

    def _at_form(self, wire: Wire) -> Wire | None:
        """How the Authorization header is written."""
        if not wire.values("Authorization"):
            return None
        return wire.changing("Authorization", lambda value: self._chance.choice([
            self._byte(value, VISIBLE + " "), value.replace(", ", ","), value + ",", value + ", Extra=1", value.lower(),
            value.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"), value.replace("AWS4-HMAC-SHA256 ", ""),
            value.replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"), value + ", " + value.partition(" ")[2]]))

    def _at_date(self, wire: Wire) -> Wire:
        def change(value: str) -> str:
            last = str((int(value[-2]) + 1) % 10)
            return self._chance.choice([
                value[:-2] + last + "Z", value[:-1], value.replace("T", " "), value.replace("Z", "+"),
                value[:4] + "1" + value[5:], value[:9] + "0000" + value[13:], f"{value[:4]}-{value[4:6]}-{value[6:]}"])
        if wire.values("X-Amz-Date"):
            return wire.changing("X-Amz-Date", change)
        return replace(wire, target=re.sub(r"(?<=X-Amz-Date=)[^&]+", lambda found: change(found[0]), wire.target))

    def _at_payload_hash(self, wire: Wire) -> Wire:
        declared = self._chance.choice(
            ["UNSIGNED-PAYLOAD", EMPTY[::-1], EMPTY.upper(), "", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"])
        if wire.values("X-Amz-Content-SHA256"):
            return wire.changing("X-Amz-Content-SHA256", lambda _: declared)
        return wire.having("X-Amz-Content-SHA256", declared)

    def _at_length(self, wire: Wire) -> Wire:
        """A body that was not declared; what declares one may have it."""
        return wire.having("X-Original-Content-Length", "5")

    def _at_expiry(self, wire: Wire) -> Wire | None:
        if "X-Amz-Expires=" not in wire.target:
            return None
        other = self._chance.choice(["X-Amz-Expires=301", "X-Amz-Expires=0300", "X-Amz-Expires=604800", ""])
        return replace(wire, target=wire.target.replace("X-Amz-Expires=300", other))


# The gateway

class Asking:
    """Asks about requests over one connection, as nginx does."""

    def __init__(self, broker: Broker):
        self._connection = socket.create_connection(("127.0.0.1", broker.port), timeout=30)
        self._answers = self._connection.makefile("rb")
        self._broker = broker

    def about(self, service: str, wire: Wire) -> tuple[int, bytes]:
        """Status and body of the answer."""
        host = wire.values("Host")
        lines = [f"GET /authorize/{service} HTTP/1.1", f"Host: 127.0.0.1:{self._broker.port}",
                 f"X-Original-Method: {wire.method}", f"X-Original-URI: {wire.target}",
                 *(f"X-Original-Host: {value}" for value in host), "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Proto: http",
                 *(f"{name}: {value}" for name, value in wire.headers if name.lower() != "host")]
        self._connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        status = int(self._answers.readline().split()[1])
        length = 0
        while (line := self._answers.readline().rstrip()) != b"":
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return status, self._answers.read(length)

    def close(self) -> None:
        self._answers.close()
        self._connection.close()


@dataclass
class Outcome:
    #: How often each kind of change was made.
    made: Counter = field(default_factory=Counter)
    #: Changed requests that passed since they are the same for botocore.
    passed: Counter = field(default_factory=Counter)
    #: Codes of refusals.
    refused: Counter = field(default_factory=Counter)
    #: What botocore would sign differently, and what passed although.
    wrong: list[str] = field(default_factory=list)


def run(broker: Broker, credentials: Credentials, count: int, seed: int,
        progress: Callable[[int], None] = lambda _: None) -> Outcome:
    """Asks about `count` requests, each as it was signed and then changed in one place."""
    chance = random.Random(seed)
    requests, mutations, asking, outcome = Requests(credentials, chance), Mutations(chance), Asking(broker), Outcome()
    try:
        for number in range(count):
            service, original = requests.next()
            status, body = asking.about(service, original)
            if status != 200:
                outcome.wrong.append(f"{number}: the original is refused: {status} {body!r}\n  {original}")
                continue
            name, changed = mutations.of(original)
            status, body = asking.about(service, changed)
            outcome.made[name] += 1
            if status == 200:
                outcome.passed[name] += 1
                if (meant := meaning(changed)) is None or meant != meaning(original):
                    outcome.wrong.append(f"{number}: changed at {name} and passed\n  {original}\n  {changed}")
            else:
                code = re.search(rb'(?<="code":")\w+|(?<=<Code>)\w+', body)
                outcome.refused[f"{status} {code[0].decode() if code else repr(body[:60])}"] += 1
            progress(number + 1)
    finally:
        asking.close()
    return outcome


SERVICES = """
endpoints: {{ trustedProxies: [127.0.0.1] }}
services:
  - {{ name: orders, kind: http, proxy: nginx, account: "{account}", rules: [{{ path: "*" }}] }}
  - {{ name: store, kind: s3, proxy: nginx, account: "{account}" }}
"""


def broker_that_allows_everything(directory: Path) -> tuple[Broker, Credentials]:
    """A broker with the two services, and a session whom policies allow all of them."""
    broker = Broker(directory)
    broker.write_configuration(providers=[], roles=[])
    broker.configuration.write_text(broker.configuration.read_text() + SERVICES.format(account=ACCOUNT))
    broker.make_key_ring()
    broker.start()
    site = Site(broker)
    root = site.identity(broker.make_root_key(ACCOUNT), "root")
    role = root.iam.create_role(RoleName="Everything", AssumeRolePolicyDocument=trust_account())["Role"]["Arn"]
    root.iam.put_role_policy(RoleName="Everything", PolicyName="all", PolicyDocument=document(allow("*")))
    root.iam.create_user(UserName="ana")
    root.iam.put_user_policy(UserName="ana", PolicyName="assume", PolicyDocument=document(allow("sts:AssumeRole")))
    key = root.iam.create_access_key(UserName="ana")["AccessKey"]
    ana = site.identity(Credentials(key["AccessKeyId"], key["SecretAccessKey"]), "ana")
    return broker, credentials_of(ana.sts.assume_role(RoleArn=role, RoleSessionName="mutant"))
