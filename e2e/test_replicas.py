"""Three brokers on three PostgreSQL servers, while what they stand on dies, hangs, is cut off, and comes back.

`make e2e-replicas` runs it; `SEEDS=200` takes so many orders of faults, `SEED=7` one alone.
"""

import os
import random
import subprocess
import time

import pytest

from support.broker import ACCOUNT, Broker, executable
from support.faults import draw
from support.history import History
from support.postgres import BROKERS, DATABASE, USER, Cluster
from support.replicas import PROVIDER, ROLE, Clients, Replicas

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
