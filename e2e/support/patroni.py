"""Three PostgreSQL servers that Patroni keeps, with etcd: one takes writes, and another one does when it is gone."""

import contextlib
import json
import os
import shutil
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path

from .broker import WORK
from .postgres import DATABASE, NAMES, USER, ask, own_folder, programs
from .processes import Server, free_port

ADMINISTRATOR = "postgres"


class PatroniCluster:
    """Use as a context manager. Its times are those that Patroni has when nobody says otherwise."""

    def __init__(self):
        self.folder, self._user = own_folder("patroni")
        self.ports = {name: free_port() for name in NAMES}
        self._interfaces = {name: free_port() for name in NAMES}
        self._servers: dict[str, Server] = {}
        self._etcd: Server | None = None

    def __enter__(self) -> "PatroniCluster":
        try:
            etcd = self._start_etcd()
            for name in NAMES:
                self._start(name, etcd)
            leader = self.wait_for_leader()
            ask(self.ports[leader], f"CREATE ROLE {USER} LOGIN", f"CREATE DATABASE {DATABASE} OWNER {USER}",
                database="postgres", user=ADMINISTRATOR)
            self._wait_for_standbys(2)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for name in list(self._servers):
            self.kill(name)
        if self._etcd:
            self._etcd.process.kill()
            self._etcd.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def hosts(self) -> list[str]:
        """What goes into a broker's `store.postgres.host`."""
        return [f"127.0.0.1:{port}" for port in self.ports.values()]

    def _start_etcd(self) -> str:
        clients, peers = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
        command = [str(WORK / "etcd-server" / "etcd"), "--name", "etcd", "--data-dir", str(self.folder / "etcd"),
                   "--listen-client-urls", clients, "--advertise-client-urls", clients,
                   "--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers,
                   "--initial-cluster", f"etcd={peers}", "--unsafe-no-fsync"]
        self._etcd = Server("etcd", [*self._user, *command], Path(f"{self.folder}-etcd.log"))
        self._etcd.wait_for(f"{clients}/health", seconds=30)
        return clients.removeprefix("http://")

    def _start(self, name: str, etcd: str) -> None:
        file = self.folder / f"{name}.json"
        # A JSON value is a YAML value.
        file.write_text(json.dumps(self._configuration(name, etcd)))
        self._servers[name] = Server(f"patroni {name}", [*self._user, "patroni", str(file)],
                                     Path(f"{self.folder}-{name}.log"))

    def _configuration(self, name: str, etcd: str) -> dict:
        at = f"127.0.0.1:{self._interfaces[name]}"
        return {
            "scope": "sallyport", "name": name,
            "restapi": {"listen": at, "connect_address": at},
            "etcd3": {"host": etcd},
            "bootstrap": {
                # As docs/scaling.md wants it.
                "dcs": {"synchronous_mode": True, "synchronous_mode_strict": True,
                        "postgresql": {"parameters": {"max_connections": 100, "wal_keep_size": "256MB"}}},
                "initdb": [{"encoding": "UTF8"}, {"auth": "trust"}, "no-sync"],
            },
            "postgresql": {
                "listen": f"127.0.0.1:{self.ports[name]}", "connect_address": f"127.0.0.1:{self.ports[name]}",
                "data_dir": str(self.folder / name), "bin_dir": str(programs()),
                "pgpass": str(self.folder / f"{name}.pgpass"),
                "pg_hba": ["local all all trust", "host all all 127.0.0.1/32 trust",
                           "host replication all 127.0.0.1/32 trust"],
                "authentication": {"superuser": {"username": ADMINISTRATOR}, "replication": {"username": "replicator"}},
                # What is lost here is lost by dying, and not by a loss of power.
                "parameters": {"unix_socket_directories": str(self.folder), "fsync": "off"},
            },
        }

    @property
    def leader(self) -> str | None:
        """Who takes writes, by its own word."""
        for name in self._servers:
            with contextlib.suppress(OSError, urllib.error.URLError):
                address = f"http://127.0.0.1:{self._interfaces[name]}/primary"
                with urllib.request.urlopen(address, timeout=2) as answer:
                    if answer.status == 200:
                        return name
        return None

    def wait_for_leader(self, seconds: float = 90) -> str:
        deadline = time.monotonic() + seconds
        while (leader := self.leader) is None:
            if time.monotonic() > deadline or all(server.process.poll() for server in self._servers.values()):
                logs = "\n".join(server.log_tail(15) for server in self._servers.values())
                raise TimeoutError(f"no server takes writes:\n{logs}")
            time.sleep(0.1)
        return leader

    def _wait_for_standbys(self, count: int, seconds: float = 90) -> None:
        query = ("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'", "SHOW synchronous_standby_names")
        deadline = time.monotonic() + seconds
        while True:
            leader = self.wait_for_leader()
            found = ask(self.ports[leader], *query, database="postgres", user=ADMINISTRATOR).splitlines()
            # Patroni names those that commits wait for as they come, and nobody until then.
            if found[0] == str(count) and len(found) > 1 and found[1] not in ("", "*"):
                return
            if time.monotonic() > deadline:
                raise TimeoutError(f"{found} instead of {count} standbys")
            time.sleep(0.2)

    def kill(self, name: str) -> None:
        """A machine dies, with Patroni and PostgreSQL."""
        server = self._servers.pop(name)
        server.process.kill()
        with contextlib.suppress(OSError, ValueError, IndexError):
            postmaster = int((self.folder / name / "postmaster.pid").read_text().splitlines()[0])
            os.kill(postmaster, signal.SIGKILL)
        server.stop()
