"""Brokers that share a database, and clients that use all of them at once."""

import contextlib
import http.client
import random
import shutil
import threading
import time
from pathlib import Path

from .broker import Broker, Provider, QueryError, Role, provider_arn, role_arn
from .clock import ShiftedClock
from .history import History
from .processes import free_port
from .signing_idp import SigningIdP

ROLE, PROVIDER = role_arn("Admin"), provider_arn("idp")
#: Codes of answers that say: not now.
NOT_NOW = {"ServiceUnavailable", "ServiceFailure", "Throttling"}
#: Codes of answers of a broker whose clock differs from that of who asks.
OF_A_CLOCK = {"InvalidIdentityToken", "ExpiredTokenException", "ExpiredToken", "SignatureDoesNotMatch",
              "RequestExpired", "InvalidClientTokenId"}


class Replicas:
    """The brokers, behind whatever sends requests to any of them."""

    def __init__(self, directory: Path, servers: list[dict], shifts_clocks: bool = True):
        """`servers` is what each broker's `store.postgres` says; clocks that can be shifted cost time at each look."""
        public_url = f"http://127.0.0.1:{free_port()}"
        self.brokers: list[Broker] = []
        self.clocks: list[ShiftedClock] = []
        for number, postgres in enumerate(servers):
            folder = directory / f"broker-{number}"
            folder.mkdir()
            clock = ShiftedClock(folder)
            broker = Broker(folder, public_url=public_url, environment=clock.environment if shifts_clocks else {})
            broker.write_configuration([Provider("idp", "idp.xml")], [Role("Admin", ["idp"])],
                                       store={"postgres": postgres, "maxStaleness": 60})
            self.brokers.append(broker)
            self.clocks.append(clock)
        first, *others = self.brokers
        self.idp = SigningIdP(directory / "idp", first.acs, first.entity_id)
        for broker in self.brokers:
            (broker.directory / "idp.xml").write_text(self.idp.metadata())
        first.make_key_ring()
        for broker in others:
            shutil.copy(first.directory / "keyring.json", broker.directory)

    def recorded(self) -> set[str]:
        """The access key ids that the audit trails have, of credentials that were given."""
        return {
            record["responseElements"]["credentials"]["accessKeyId"]
            for broker in self.brokers for record in broker.audit_records()
            if record.get("eventName") == "AssumeRoleWithSAML" and record.get("responseElements")
        }

    def wait_until_all_give(self, history: History, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        for broker in self.brokers:
            while True:
                response = self.idp.response(ROLE, PROVIDER)
                with contextlib.suppress(QueryError, OSError):
                    credentials = broker.assume_role_with_saml(response, ROLE, PROVIDER)
                    history.give(response, credentials.access_key_id)
                    break
                assert time.monotonic() < deadline, f"{broker.url} gives nothing {seconds:g} s after the last fault"
                time.sleep(0.2)


class Clients:
    """Threads that sign in, repeat responses, make users and use a session, until they are told to stop."""

    def __init__(self, replicas: Replicas, root, history: History, seed: int):
        self.replicas, self.root, self.history, self.seed = replicas, root, history, seed
        self._stop = threading.Event()
        self._responses: list[str] = []
        #: Brokers that are being killed: what a client is told there is no broker's answer.
        self.down: set[int] = set()
        #: Brokers whose clock goes wrong: they may take what is good for too old, or for not good yet.
        self.skewed: set[int] = set()
        self.session = self._redeem(replicas.brokers[0], replicas.idp.response(ROLE, PROVIDER))
        # What the session needs is read once everywhere, before anything is away.
        for broker in replicas.brokers:
            broker.get_caller_identity(self.session)
        self._threads = [threading.Thread(target=self._run, args=(number, action), daemon=True)
                         for number, action in enumerate([self._sign_in] * 3 + [self._repeat] * 3
                                                         + [self._make_user, self._use_session])]

    def __enter__(self) -> "Clients":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=60)
            if thread.is_alive():
                self.history.wonder("a client was never answered")

    def _run(self, number: int, action) -> None:
        chance = random.Random(f"{self.seed} {number}")
        count = 0
        while not self._stop.is_set():
            count += 1
            index = chance.randrange(len(self.replicas.brokers))
            was_skewed = index in self.skewed
            try:
                action(index, chance, f"{self.seed}-{number}-{count}")
            except QueryError as error:
                self._judge(error, action, is_skewed=was_skewed or index in self.skewed)
            except (OSError, http.client.HTTPException) as error:
                # The broker is dead, or died with the call: nobody knows what became of it.
                self.history.note("unknown")
                if index not in self.down and not self._stop.is_set():
                    self.history.note(f"unknown: {type(error).__name__}")
                time.sleep(0.05)
            except Exception as error:  # pylint: disable=broad-exception-caught
                self.history.wonder(repr(error))

    def _judge(self, error: QueryError, action=None, is_skewed: bool = False) -> None:
        if is_skewed and error.code in OF_A_CLOCK:
            self.history.note("wrong clock")
        elif action == self._use_session:
            self.history.break_session(str(error))
        elif error.code in NOT_NOW:
            self.history.note("not now")
            time.sleep(0.02)
        elif error.code == "ExpiredTokenException" and action != self._sign_in:
            # Repeated when five minutes have passed: on a machine that has much else to do.
            self.history.note("too old")
        elif error.code == "InvalidIdentityToken" and "already been redeemed" in error.message:
            self.history.note("used already")
        else:
            self.history.wonder(str(error))

    def _redeem(self, broker: Broker, response: str):
        credentials = broker.assume_role_with_saml(response, ROLE, PROVIDER)
        self.history.give(response, credentials.access_key_id)
        return credentials

    def _sign_in(self, index: int, chance: random.Random, name: str) -> None:
        response = self.replicas.idp.response(ROLE, PROVIDER, session_name=name)
        self._responses.append(response)
        self._redeem(self.replicas.brokers[index], response)

    def _repeat(self, index: int, chance: random.Random, name: str) -> None:
        if not self._responses:
            time.sleep(0.05)
            return
        # The last ones are those that somebody else may be redeeming now.
        self._redeem(self.replicas.brokers[index], chance.choice(self._responses[-5:]))

    def _make_user(self, index: int, chance: random.Random, name: str) -> None:
        self.replicas.brokers[index].query("CreateUser", {"UserName": name}, self.root, service="iam")
        self.history.make(name)
        time.sleep(0.05)

    def _use_session(self, index: int, chance: random.Random, name: str) -> None:
        self.replicas.brokers[index].get_caller_identity(self.session)
        self.history.note("session")
        time.sleep(0.02)

    def repeat_all(self) -> None:
        """Every response that was redeemed, once more at each broker."""
        for response in list(self.history.given)[-100:]:
            for broker in self.replicas.brokers:
                try:
                    self._redeem(broker, response)
                except QueryError as error:
                    self._judge(error)


def users(broker: Broker, root, seed: int) -> set[str]:
    """The users that the clients of a seed made."""
    found, marker = set(), None
    while True:
        more = {"Marker": marker} if marker else {}
        page = broker.query("ListUsers", {"MaxItems": "1000", **more}, root, service="iam")
        found |= {name.text for name in page.iter("UserName") if name.text.startswith(f"{seed}-")}
        if page.findtext("IsTruncated") != "true":
            return found
        marker = page.findtext("Marker")
