"""Three brokers on three PostgreSQL servers, while what they stand on dies, hangs, is cut off, and comes back.

`make e2e-replicas` runs it; `SEEDS=200` takes so many orders of faults, `SEED=7` one alone.
"""

import base64
import json
import os
import random
import subprocess
import time

import pytest

from support.broker import ACCOUNT, Broker, Credentials, QueryError, executable
from support.browser import Browser
from support.faults import draw
from support.history import History
from support.postgres import BROKERS, DATABASE, USER, Cluster
from support.replicas import PROVIDER, ROLE, Clients, Replicas, users
from support.totp import Authenticator

pytestmark = pytest.mark.replicas

SEEDS = [int(os.environ["SEED"])] if "SEED" in os.environ else range(1, int(os.environ.get("SEEDS", "5")) + 1)


@pytest.fixture(scope="module")
def cluster():
    with Cluster() as cluster:
        yield cluster


@pytest.fixture(scope="module")
def replicas(cluster, tmp_path_factory):
    # It is one machine, whatever its addresses.
    servers = [{"host": cluster.hosts(number), "database": DATABASE, "user": USER, "insecureAllowPlainText": True}
               for number in range(BROKERS)]
    replicas = Replicas(tmp_path_factory.mktemp("replicas"), servers)
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


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_given_twice_and_nothing_is_lost(replicas, cluster, root, seed, capsys):
    chance = random.Random(seed)
    history = History()
    replicas.wait_until_all_give(history)
    started = time.monotonic()
    faults = draw(chance)
    with Clients(replicas, root, history, seed) as clients:
        for fault in faults:
            time.sleep(chance.uniform(0.3, 1.5))
            fault(chance, cluster, clients)
            time.sleep(chance.uniform(1, 2))
    replicas.wait_until_all_give(history)
    clients.repeat_all()
    found = users(chance.choice(replicas.brokers), root, seed)
    with capsys.disabled():
        names = ", ".join(fault.__name__.replace("_", " ") for fault in faults)
        print(f"\nseed {seed}, {time.monotonic() - started:.0f} s, {names}: {history}")
    assert history.faults(found, replicas.recorded()) == []
    assert history.answers["given"] > 10 and history.answers["made"] > 5


def test_everybody_sees_what_one_has_changed(replicas, root):
    first, second, third = replicas.brokers
    replicas.wait_until_all_give(History())
    session = first.assume_role_with_saml(replicas.idp.response(ROLE, PROVIDER), ROLE, PROVIDER)
    for broker in replicas.brokers:
        assert broker.get_caller_identity(session)["Account"] == ACCOUNT
    second.query("CreateUser", {"UserName": "seen-by-all"}, root, service="iam")
    key = second.query("CreateAccessKey", {"UserName": "seen-by-all"}, root, service="iam")
    assert key.findtext(".//UserName") == "seen-by-all"
    assert third.query("GetUser", {"UserName": "seen-by-all"}, root, service="iam") is not None


def test_what_a_newer_broker_adds_disturbs_nobody(replicas, cluster, root):
    replicas.wait_until_all_give(History())
    cluster.ask(
        cluster.primary, "SET search_path TO sallyport",
        "UPDATE change_counter SET version = version + 1 WHERE name = 'entities'",
        f"INSERT INTO entity_change SELECT 'ofTheFuture', '{ACCOUNT}', version FROM change_counter WHERE name = 'entities'")
    # Everybody has looked twice.
    time.sleep(1.5)
    replicas.wait_until_all_give(History(), seconds=5)
    first, second, _ = replicas.brokers
    first.query("CreateUser", {"UserName": "beside-a-newer-one"}, root, service="iam")
    assert second.query("GetUser", {"UserName": "beside-a-newer-one"}, root, service="iam") is not None


def test_wrong_codes_at_one_broker_count_at_all(replicas, root):
    """Of six digits nobody has more to try because there are more brokers."""
    replicas.wait_until_all_give(History())
    first = replicas.brokers[0]

    def iam(action: str, **parameters: str):
        return first.query(action, parameters, root, service="iam")
    iam("CreateUser", UserName="guessed")
    key = iam("CreateAccessKey", UserName="guessed").find("AccessKey")
    user = Credentials(key.findtext("AccessKeyId"), key.findtext("SecretAccessKey"))
    device = iam("CreateVirtualMFADevice", VirtualMFADeviceName="guessed").find("VirtualMFADevice")
    serial = device.findtext("SerialNumber")
    app = Authenticator(base64.b64decode(device.findtext("Base32StringSeed")))
    codes = app.passwords()
    iam("EnableMFADevice", UserName="guessed", SerialNumber=serial, AuthenticationCode1=codes[0],
        AuthenticationCode2=codes[1])

    def refusal(broker: Broker, code: str) -> str:
        with pytest.raises(QueryError) as refused:
            broker.query("GetSessionToken", {"SerialNumber": serial, "TokenCode": code}, user)
        assert refused.value.code == "AccessDenied"
        return refused.value.message
    for number in range(5):
        assert "please wait" not in refusal(replicas.brokers[number % 3], app.wrong())
    right = app.next()
    for broker in replicas.brokers:
        assert refusal(broker, right).endswith("please wait.")


class Administrator:
    """A user of the account who looks at the administrators' page of each broker."""

    PASSWORD = "Corr3ct horse!"

    def __init__(self, broker: Broker, root, name: str = "chief"):
        self.name = name
        allowed = {"Effect": "Allow", "Action": "sallyport:*", "Resource": "*"}
        for action, parameters in [
                ("CreateUser", {}), ("CreateLoginProfile", {"Password": self.PASSWORD}),
                ("PutUserPolicy", {"PolicyName": "own", "PolicyDocument": json.dumps(
                    {"Version": "2012-10-17", "Statement": [allowed]})})]:
            broker.query(action, {"UserName": name, **parameters}, root, service="iam")

    def signed_in(self, broker: Broker) -> Browser:
        browser = Browser()
        fields = {"account": ACCOUNT, "username": self.name, "password": self.PASSWORD}
        page = browser.post(f"{broker.url}/console/user", fields, {"Origin": broker.public_url})
        assert page.status == 302, page.text
        return browser

    def sees(self, broker: Broker, access_key_id: str, seconds: float = 20) -> dict:
        """What the page of a broker shows of a session, as soon as it does."""
        browser = self.signed_in(broker)
        deadline = time.monotonic() + seconds
        while True:
            page = browser.get(f"{broker.url}/console/admin", {"Accept": "application/json"})
            assert page.status == 200, page.text
            shown = json.loads(page.body)
            for session in shown["sessions"]:
                if session["accessKeyId"] == access_key_id:
                    assert shown["isComplete"] and session["broker"]
                    return session
            assert time.monotonic() < deadline, f"{broker.url} does not show {access_key_id}"
            time.sleep(0.2)

    def ends(self, broker: Broker, access_key_id: str) -> None:
        page = self.signed_in(broker).post(
            f"{broker.url}/console/admin/revoke", {"session": access_key_id}, {"Origin": broker.public_url})
        assert page.status == 302, page.text


def test_administrators_see_and_end_what_any_broker_gave(replicas, root):
    replicas.wait_until_all_give(History())
    first, second, third = replicas.brokers
    chief = Administrator(second, root)
    response = replicas.idp.response(ROLE, PROVIDER, subject="seen-everywhere")
    session = first.assume_role_with_saml(response, ROLE, PROVIDER)
    for broker in replicas.brokers:
        assert chief.sees(broker, session.access_key_id)["subject"] == "seen-everywhere"
    # After a restart, and while the broker that gave it is gone.
    third.stop()
    third.start()
    first.stop()
    try:
        for broker in (second, third):
            chief.sees(broker, session.access_key_id)
        chief.ends(third, session.access_key_id)
    finally:
        first.start()
    with pytest.raises(QueryError) as refused:
        first.get_caller_identity(session)
    assert refused.value.code == "InvalidClientTokenId"


def store_command(replicas: Replicas, name: str, status: int) -> str:
    done = subprocess.run([str(executable()), "store", name, "--config", str(replicas.brokers[0].configuration)],
                          capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    return done.stdout


def test_the_store_commands_know_the_database(replicas, cluster):
    status = store_command(replicas, "status", status=0)
    assert "tables: version" in status and f"takes writes: {cluster.address(0)}:" in status
    # The servers of this test don't wait for their disks.
    check = store_command(replicas, "check", status=1)
    assert "fault: fsync" in check and "ok: commits wait for standbys" in check
