"""Three PostgreSQL servers, one of which takes writes while the others keep a quorum of what it commits."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from . import small_disk
from .network import Network
from .processes import Server, free_port
from .small_disk import SmallDisk

NAMES = ("a", "b", "c")
#: As many as come to it by addresses of their own.
BROKERS = 3
#: Room of a server's disk, in MB: some two hundred more than a new one takes.
DISK = 300
USER = DATABASE = "sallyport"


def programs() -> Path:
    """The folder of the newest server's programs."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    if not folders:
        raise FileNotFoundError("no PostgreSQL: run `scripts/setup replicas`")
    return folders[-1]


def own_folder(name: str) -> tuple[Path, list[str]]:
    """A new folder that is the servers' own, since they refuse to be root; and what a command begins with to be theirs."""
    folder = Path(tempfile.mkdtemp(prefix=f"sallyport-{name}-"))
    if os.geteuid() != 0:
        return folder, []
    shutil.chown(folder, "postgres", "postgres")
    # The wish to die with the parent does not outlive a change of user.
    return folder, ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--pdeathsig=KILL"]


def ask(port: int, *statements: str, database: str = DATABASE, user: str = USER) -> str:
    """What the server at a port answers, without a head, columns parted by `|`."""
    command = [str(programs() / "psql"), "-h", "127.0.0.1", "-p", str(port), "-U", user, "-d", database,
               "-v", "ON_ERROR_STOP=1", "-Atq"]
    for statement in statements:
        command += ["-c", statement]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{port}: {statements}: {done.stderr}")
    return done.stdout.strip()


class Cluster:
    """Use as a context manager."""

    def __init__(self, settings: dict[str, str] | None = None):
        #: Of all servers, beside those that they always have.
        self._settings = settings or {}
        self.folder, self._user = own_folder("postgres")
        self.ports = {name: free_port() for name in NAMES}
        self.servers: dict[str, Server] = {}
        self.primary = "a"
        self.network = Network(list(self.ports.values()))
        #: Of none where this process may not mount any.
        self.disks: dict[str, SmallDisk] = {}

    def __enter__(self) -> "Cluster":
        try:
            if small_disk.can_be_made():
                self.disks = {name: SmallDisk(self.folder / name, DISK, owner="postgres") for name in NAMES}
            self._make("a")
            self.start("a")
            self.ask("a", f"CREATE DATABASE {DATABASE}", database="postgres")
            for name in NAMES[1:]:
                self.join(name)
            self._wait_for_standbys(2)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for server in self.servers.values():
            server.process.send_signal(signal.SIGCONT)
            server.process.kill()
            server.stop()
        self.network.__exit__()
        for disk in self.disks.values():
            disk.unmount()
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def address(number: int) -> str:
        """By which a broker of this number comes to all servers."""
        return f"127.83.{number + 1}.1"

    @staticmethod
    def _address_of_standby(name: str) -> str:
        return f"127.83.{NAMES.index(name) + 101}.1"

    def hosts(self, number: int) -> list[str]:
        """What goes into `store.postgres.host` of a broker."""
        return [f"{self.address(number)}:{self.ports[name]}" for name in NAMES]

    def ask(self, name: str, *statements: str, database: str = DATABASE) -> str:
        """What a server answers, without a head, columns parted by `|`."""
        return ask(self.ports[name], *statements, database=database)

    # Servers

    def _run(self, *command: str) -> None:
        done = subprocess.run([*self._user, *command], cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{command}: {done.stdout}{done.stderr}")

    def _make(self, name: str) -> None:
        self._run(str(programs() / "initdb"), "-D", name, "-A", "trust", "-U", USER, "-E", "UTF8", "--no-sync",
                  "--wal-segsize=1")

    def start(self, name: str) -> None:
        """Starts a server, and waits until it answers."""
        addresses = ["127.0.0.1", *map(self.address, range(BROKERS)), *map(self._address_of_standby, NAMES)]
        settings = {
            "port": self.ports[name], "unix_socket_directories": self.folder, "listen_addresses": ",".join(addresses),
            # What is lost here is lost by dying, and not by a loss of power.
            "fsync": "off", "wal_level": "replica", "max_wal_senders": 10, "hot_standby": "on", "max_connections": 100,
            "wal_receiver_timeout": "5s", "wal_sender_timeout": "5s", "wal_retrieve_retry_interval": "200ms",
            # The disk is small, and who was away has to find what it missed.
            "min_wal_size": "4MB", "max_wal_size": "32MB", "wal_keep_size": "96MB",
            **self._settings,
        }
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        self.servers[name] = Server(
            f"postgres {name}", [*self._user, str(programs() / "postgres"), "-D", str(self.folder / name), *options],
            Path(f"{self.folder}-{name}.log"))
        self._wait(lambda: self.ask(name, "SELECT 1", database="postgres") == "1", f"server {name}")

    def join(self, name: str) -> None:
        """Makes a server a standby of the one that takes writes, from nothing."""
        if name in self.disks:
            self.disks[name].clear()
        else:
            shutil.rmtree(self.folder / name, ignore_errors=True)
        self._run(str(programs() / "pg_basebackup"), "-h", "127.0.0.1", "-p", str(self.ports[self.primary]), "-U", USER,
                  "-D", name, "-R", "-X", "stream", "-c", "fast", "--no-sync")
        self._follow(name, running=False)
        self.start(name)
        self._set_quorum()

    def _conninfo(self, name: str) -> str:
        return (f"host={self._address_of_standby(name)} port={self.ports[self.primary]} user={USER} "
                f"application_name={name} connect_timeout=2")

    def _follow(self, name: str, running: bool) -> None:
        if running:
            self.ask(name, f"ALTER SYSTEM SET primary_conninfo = '{self._conninfo(name)}'", "SELECT pg_reload_conf()",
                     database="postgres")
            return
        with (self.folder / name / "postgresql.auto.conf").open("a") as file:
            file.write(f"primary_conninfo = '{self._conninfo(name)}'\n")

    def _standbys(self) -> list[str]:
        return [name for name, server in self.servers.items()
                if name != self.primary and server.process.poll() is None]

    def _set_quorum(self) -> None:
        names = ", ".join(self._standbys())
        self.ask(self.primary, f"ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 ({names})'",
                 "SELECT pg_reload_conf()", database="postgres")

    def _wait_for_standbys(self, count: int) -> None:
        query = "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'"
        self._wait(lambda: self.ask(self.primary, query, database="postgres") == str(count), f"{count} standbys")

    @staticmethod
    def _wait(condition, what: str, seconds: float = 30) -> None:
        deadline = time.monotonic() + seconds
        trouble: object = "no"
        while time.monotonic() < deadline:
            try:
                if condition():
                    return
            except (RuntimeError, subprocess.TimeoutExpired) as error:
                trouble = error
            time.sleep(0.1)
        raise TimeoutError(f"{what}: {trouble}")

    # Faults

    def kill_primary(self) -> None:
        """`kill -9`: the server can write nothing more."""
        server = self.servers.pop(self.primary)
        server.process.kill()
        server.stop()

    def promote(self) -> str:
        """The standby that has most takes writes from now on, and the other follows it; its name."""
        query = "SELECT pg_wal_lsn_diff(pg_last_wal_receive_lsn(), '0/0')"
        names = self._standbys()
        best = max(names, key=lambda name: float(self.ask(name, query, database="postgres") or 0))
        self.primary = best
        others = self._standbys()
        # Before it takes a write: the first commit has to wait for the other one.
        self.ask(best, f"ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 ({', '.join(others)})'",
                 "SELECT pg_reload_conf()", "SELECT pg_promote()", database="postgres")
        for name in others:
            self._follow(name, running=True)
        self._wait_for_standbys(len(others))
        return best

    def rejoin(self) -> None:
        """Those that are not there come back as standbys."""
        for name in NAMES:
            if name not in self.servers:
                self.join(name)
        self._wait_for_standbys(2)

    def pause(self) -> None:
        """The server that takes writes stands still, as on a machine that hangs."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """It goes on."""
        self._signal(signal.SIGCONT)

    def cut_standbys(self, chance: random.Random, how: str) -> list[str]:
        """One standby, or both, hear nothing of the server that takes writes; their names."""
        names = chance.sample(self._standbys(), chance.choice((1, 2)))
        for name in names:
            self.network.cut(self._address_of_standby(name), how)
        return names

    def join_standbys(self, names: list[str]) -> None:
        """They hear of it again."""
        for name in names:
            self.network.heal(self._address_of_standby(name))

    def fill_disk(self) -> None:
        """The server that takes writes has no room left."""
        self.disks[self.primary].fill()

    def drain_disk(self) -> None:
        """It has room again, and is started if it ended over it."""
        self.disks[self.primary].drain()
        server = self.servers[self.primary]
        # It may be about to end.
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.process.wait(timeout=1)
        if server.process.poll() is not None:
            server.stop()
            self.start(self.primary)
        self._wait_for_standbys(2)

    def _signal(self, number: int) -> None:
        parent = self.servers[self.primary].pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        for pid in [parent, *map(int, children)]:
            # Workers come and go.
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
