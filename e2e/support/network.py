"""A network between parts of this machine that can be cut.

Every part comes to a server by an address of its own in 127.0.0.0/8; what the kernel is told of that address is told of
that way alone.
"""

import os
import shutil
import subprocess

#: How a way is cut: packets vanish in both directions, those to the server are answered by a reset, or the server's alone
#: vanish, so that it does what it is asked and nobody hears of it.
SILENT, RESET, DEAF = "silent", "reset", "deaf"
WAYS = (SILENT, RESET, DEAF)


def can_be_cut() -> bool:
    """Whether this machine has what it takes, and whether it may be used: root in a container may lack the right."""
    if os.geteuid() != 0 or shutil.which("iptables") is None:
        return False
    return subprocess.run(["iptables", "-w", "-S", "INPUT"], check=False, capture_output=True).returncode == 0


class Network:
    """Use as a context manager: what is cut is whole again when it ends."""

    def __init__(self, ports: list[int]):
        #: Of the servers; other traffic to the same address is not touched.
        self._ports = ",".join(map(str, ports))
        self._rules: dict[str, list[list[str]]] = {}

    def __enter__(self) -> "Network":
        return self

    def __exit__(self, *_: object) -> None:
        for address in list(self._rules):
            self.heal(address)

    def cut(self, address: str, how: str) -> None:
        there = ["-d", address, "-m", "multiport", "--dports", self._ports]
        back = ["-s", address, "-m", "multiport", "--sports", self._ports]
        rules = {
            SILENT: [[*there, "-j", "DROP"], [*back, "-j", "DROP"]],
            RESET: [[*there, "-j", "REJECT", "--reject-with", "tcp-reset"]],
            DEAF: [[*back, "-j", "DROP"]],
        }[how]
        for rule in rules:
            self._change("-I", rule)
            self._rules.setdefault(address, []).append(rule)

    def heal(self, address: str) -> None:
        for rule in self._rules.pop(address, []):
            self._change("-D", rule)

    @staticmethod
    def _change(how: str, rule: list[str]) -> None:
        subprocess.run(["iptables", "-w", how, "INPUT", "-i", "lo", "-p", "tcp", *rule], check=True, capture_output=True)
