"""Three brokers on three PostgreSQL servers, while servers and brokers die, hang and come back.

`make e2e-replicas` runs it; `SEEDS=200` takes so many orders of events, `SEED=7` one alone.
"""

import contextlib
import http.client
import os
import random
import shutil
import subprocess
import threading
import time

import pytest

from support.broker import ACCOUNT, Broker, Provider, QueryError, Role, executable, provider_arn, role_arn
from support.history import History
from support.postgres import DATABASE, USER, Cluster
from support.processes import free_port
from support.signing_idp import SigningIdP

pytestmark = pytest.mark.replicas

SEEDS = [int(os.environ["SEED"])] if "SEED" in os.environ else range(1, int(os.environ.get("SEEDS", "5")) + 1)
FAULTS = ("kill the primary", "stop the primary", "kill a broker")
ROLE, PROVIDER = role_arn("Admin"), provider_arn("idp")
#: Codes of answers that say: not now.
NOT_NOW = {"ServiceUnavailable", "ServiceFailure", "Throttling"}


class Replicas:
    """The brokers, behind whatever sends requests to any of them."""

    def __init__(self, directory, cluster: Cluster):
        public_url = f"http://127.0.0.1:{free_port()}"
        self.brokers = [Broker(directory / f"broker-{number}", public_url=public_url) for number in range(3)]
        self.idp = SigningIdP(directory / "idp", self.brokers[0].acs, self.brokers[0].entity_id)
        servers = {"host": cluster.hosts, "database": DATABASE, "user": USER}
        for broker in self.brokers:
            broker.directory.mkdir()
            (broker.directory / "idp.xml").write_text(self.idp.metadata())
            broker.write_configuration([Provider("idp", "idp.xml")], [Role("Admin", ["idp"])],
                                       store={"postgres": servers, "maxStaleness": 60})
        first, *others = self.brokers
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


@pytest.fixture(scope="module")
def cluster():
    with Cluster() as cluster:
        yield cluster


@pytest.fixture(scope="module")
def replicas(cluster, tmp_path_factory):
    replicas = Replicas(tmp_path_factory.mktemp("replicas"), cluster)
    try:
        for broker in replicas.brokers:
            broker.start()
        yield replicas
    finally:
        for broker in replicas.brokers:
            broker.stop()


@pytest.fixture(scope="module")
def root(replicas):
    return replicas.brokers[0].make_root_key(ACCOUNT)


class Clients:
    """Threads that sign in, repeat responses, make users and use a session, until they are told to stop."""

    def __init__(self, replicas: Replicas, root, history: History, seed: int):
        self.replicas, self.root, self.history, self.seed = replicas, root, history, seed
        self._stop = threading.Event()
        self._responses: list[str] = []
        #: Brokers that are being killed: what a client is told there is no broker's answer.
        self.down: set[int] = set()
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
            try:
                action(index, chance, f"{self.seed}-{number}-{count}")
            except QueryError as error:
                self._judge(error)
            except (OSError, http.client.HTTPException) as error:
                # The broker is dead, or died with the call: nobody knows what became of it.
                self.history.note("unknown")
                if index not in self.down and not self._stop.is_set():
                    self.history.note(f"unknown: {type(error).__name__}")
                time.sleep(0.05)
            except Exception as error:  # pylint: disable=broad-exception-caught
                self.history.wonder(repr(error))

    def _judge(self, error: QueryError) -> None:
        if error.code in NOT_NOW:
            self.history.note("not now")
            time.sleep(0.02)
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
        try:
            self.replicas.brokers[index].get_caller_identity(self.session)
            self.history.note("session")
        except QueryError as error:
            self.history.break_session(str(error))
        time.sleep(0.02)

    def repeat_all(self) -> None:
        """Every response that was redeemed, once more at each broker."""
        for response in list(self.history.given)[-100:]:
            for broker in self.replicas.brokers:
                try:
                    self._redeem(broker, response)
                except QueryError as error:
                    self._judge(error)


def strike(fault: str, chance: random.Random, cluster: Cluster, clients: Clients) -> None:
    time.sleep(chance.uniform(0.3, 1.5))
    if fault == "kill the primary":
        cluster.kill_primary()
        time.sleep(chance.uniform(0, 1))
        cluster.promote()
        time.sleep(chance.uniform(0.5, 2))
        cluster.rejoin()
    elif fault == "stop the primary":
        cluster.pause()
        time.sleep(chance.uniform(0.5, 6))
        cluster.resume()
    else:
        index = chance.randrange(3)
        broker = clients.replicas.brokers[index]
        clients.down.add(index)
        broker.kill()
        time.sleep(chance.uniform(0, 1))
        broker.start()
        # The roles and revocations that the session needs are read before the next fault.
        broker.get_caller_identity(clients.session)
        clients.down.discard(index)
    time.sleep(chance.uniform(1, 2))


def wait_until_all_give(replicas: Replicas, history: History, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    for broker in replicas.brokers:
        while True:
            response = replicas.idp.response(ROLE, PROVIDER)
            with contextlib.suppress(QueryError, OSError):
                history.give(response, broker.assume_role_with_saml(response, ROLE, PROVIDER).access_key_id)
                break
            assert time.monotonic() < deadline, f"{broker.url} gives nothing {seconds:g} s after the last fault"
            time.sleep(0.2)


def users(broker: Broker, root, seed: int) -> set[str]:
    found, marker = set(), None
    while True:
        more = {"Marker": marker} if marker else {}
        page = broker.query("ListUsers", {"MaxItems": "1000", **more}, root, service="iam")
        found |= {name.text for name in page.iter("UserName") if name.text.startswith(f"{seed}-")}
        if page.findtext("IsTruncated") != "true":
            return found
        marker = page.findtext("Marker")


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_given_twice_and_nothing_is_lost(replicas, cluster, root, seed, capsys):
    chance = random.Random(seed)
    history = History()
    wait_until_all_give(replicas, history)
    started = time.monotonic()
    with Clients(replicas, root, history, seed) as clients:
        for fault in chance.sample(FAULTS, len(FAULTS)):
            strike(fault, chance, cluster, clients)
    wait_until_all_give(replicas, history)
    clients.repeat_all()
    found = users(chance.choice(replicas.brokers), root, seed)
    with capsys.disabled():
        print(f"\nseed {seed}, {time.monotonic() - started:.0f} s: {history}")
    assert history.faults(found, replicas.recorded()) == []
    assert history.answers["given"] > 10 and history.answers["made"] > 5


def test_everybody_sees_what_one_has_changed(replicas, root):
    first, second, third = replicas.brokers
    wait_until_all_give(replicas, History())
    session = first.assume_role_with_saml(replicas.idp.response(ROLE, PROVIDER), ROLE, PROVIDER)
    for broker in replicas.brokers:
        assert broker.get_caller_identity(session)["Account"] == ACCOUNT
    second.query("CreateUser", {"UserName": "seen-by-all"}, root, service="iam")
    key = second.query("CreateAccessKey", {"UserName": "seen-by-all"}, root, service="iam")
    assert key.findtext(".//UserName") == "seen-by-all"
    assert third.query("GetUser", {"UserName": "seen-by-all"}, root, service="iam") is not None


def store_command(replicas: Replicas, name: str, status: int) -> str:
    done = subprocess.run([str(executable()), "store", name, "--config", str(replicas.brokers[0].configuration)],
                          capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    return done.stdout


def test_the_store_commands_know_the_database(replicas):
    status = store_command(replicas, "status", status=0)
    assert "tables: version" in status and "takes writes: 127.0.0.1:" in status
    # The servers of this test don't wait for their disks.
    check = store_command(replicas, "check", status=1)
    assert "fault: fsync" in check and "ok: commits wait for standbys" in check
