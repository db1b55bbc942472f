"""Three brokers on a database that Patroni keeps, whose machine with the server that takes writes dies.

`make e2e-patroni` runs it.
"""

import time

import pytest

from support.broker import ACCOUNT
from support.history import History
from support.patroni import PatroniCluster
from support.postgres import DATABASE, USER
from support.replicas import Clients, Replicas, users

pytestmark = pytest.mark.patroni


def test_a_fail_over_refuses_sign_ins_for_a_while_and_no_session(tmp_path, capsys):
    with PatroniCluster() as cluster:
        servers = {"host": cluster.hosts, "database": DATABASE, "user": USER}
        replicas = Replicas(tmp_path, [servers] * 3)
        try:
            for broker in replicas.brokers:
                broker.start()
            root = replicas.brokers[0].make_root_key(ACCOUNT)
            history = History()
            replicas.wait_until_all_give(history)
            with Clients(replicas, root, history, seed=1) as clients:
                time.sleep(2)
                former = cluster.leader
                cluster.kill(former)
                began = time.monotonic()
                assert cluster.wait_for_leader() != former
                elected = time.monotonic() - began
                replicas.wait_until_all_give(history, seconds=60)
                time.sleep(3)
            clients.repeat_all()
            with capsys.disabled():
                print(f"\nanother server takes writes after {elected:.1f} s; sign-ins refused for "
                      f"{history.longest_pause:.1f} s; {len(history.broken_sessions)} of "
                      f"{history.answers['session']} calls of sessions refused; {history}")
            assert history.faults(users(replicas.brokers[1], root, 1), replicas.recorded()) == []
            assert history.answers["session"] > 100
        finally:
            for broker in replicas.brokers:
                broker.stop()
