"""What befalls brokers and servers while clients use them: each fault begins, lasts a while, and is over."""

import random
import sys
import time
from collections.abc import Callable

from . import network, small_disk
from .postgres import Cluster
from .replicas import Clients

Fault = Callable[[random.Random, Cluster, Clients], None]
#: Faults of one run.
LENGTH = 4
#: Seconds by which a clock may go wrong: within the tolerance of responses, within that of signatures, and hours.
SHIFTS = (50, 200, 1_000, 7_200)


def kill_the_primary(chance: random.Random, cluster: Cluster, clients: Clients) -> None:
    cluster.kill_primary()
    time.sleep(chance.uniform(0, 1))
    cluster.promote()
    time.sleep(chance.uniform(0.5, 2))
    cluster.rejoin()


def stop_the_primary(chance: random.Random, cluster: Cluster, clients: Clients) -> None:
    cluster.pause()
    time.sleep(chance.uniform(0.5, 6))
    cluster.resume()


def kill_a_broker(chance: random.Random, cluster: Cluster, clients: Clients) -> None:
    index = chance.randrange(len(clients.replicas.brokers))
    broker = clients.replicas.brokers[index]
    clients.down.add(index)
    broker.kill()
    time.sleep(chance.uniform(0, 1))
    broker.start()
    # The roles and revocations that the session needs are read before the next fault.
    broker.get_caller_identity(clients.session)
    clients.down.discard(index)


def cut_a_broker_off(chance: random.Random, cluster: Cluster, clients: Clients) -> None:
    address = cluster.address(chance.randrange(len(clients.replicas.brokers)))
    cluster.network.cut(address, chance.choice(network.WAYS))
    time.sleep(chance.uniform(0.5, 8))
    cluster.network.heal(address)


def cut_standbys_off(chance: random.Random, cluster: Cluster, clients: Clients) -> None:
    names = cluster.cut_standbys(chance, chance.choice(network.WAYS))
    time.sleep(chance.uniform(0.5, 8))
    cluster.join_standbys(names)
    if len(names) == 1 and chance.random() < 0.5:
        # It lags behind: the other one alone has all that was acknowledged.
        kill_the_primary(chance, cluster, clients)


def fill_the_disk(chance: random.Random, cluster: Cluster, clients: Clients) -> None:
    cluster.fill_disk()
    time.sleep(chance.uniform(1, 8))
    cluster.drain_disk()


def shift_a_clock(chance: random.Random, cluster: Cluster, clients: Clients) -> None:
    index = chance.randrange(len(clients.replicas.brokers))
    clients.skewed.add(index)
    clients.replicas.clocks[index].shift(chance.choice(SHIFTS) * chance.choice((-1, 1)))
    time.sleep(chance.uniform(0.5, 4))
    clients.replicas.clocks[index].shift(0)
    # What was asked before is answered by then.
    time.sleep(0.5)
    clients.skewed.discard(index)


def _possible() -> list[Fault]:
    faults = [kill_the_primary, stop_the_primary, kill_a_broker, shift_a_clock]
    if network.can_be_cut():
        faults += [cut_a_broker_off, cut_standbys_off]
    else:
        print("left out: networks are cut by root, with iptables", file=sys.stderr)
    if small_disk.can_be_made():
        faults += [fill_the_disk]
    else:
        print("left out: a small disk is mounted by root", file=sys.stderr)
    return faults


def draw(chance: random.Random) -> list[Fault]:
    """Some different ones, in an order."""
    possible = _possible()
    return chance.sample(possible, min(LENGTH, len(possible)))
