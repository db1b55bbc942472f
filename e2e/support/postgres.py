"""Three PostgreSQL servers, one of which takes writes while the others keep a quorum of what it commits."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from .processes import Server, free_port

NAMES = ("a", "b", "c")
USER = DATABASE = "sallyport"


def programs() -> Path:
    """The folder of the newest server's programs."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    if not folders:
        raise FileNotFoundError("no PostgreSQL: run `scripts/setup replicas`")
    return folders[-1]


class Cluster:
    """Use as a context manager. Its folder is the servers' own, since they refuse to be root."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="sallyport-postgres-"))
        self.ports = {name: free_port() for name in NAMES}
        self.servers: dict[str, Server] = {}
        self.primary = "a"
        self._user = []
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            # The wish to die with the parent does not outlive a change of user.
            self._user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--pdeathsig=KILL"]

    def __enter__(self) -> "Cluster":
        try:
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
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def hosts(self) -> list[str]:
        """What goes into a broker's `store.postgres.host`."""
        return [f"127.0.0.1:{self.ports[name]}" for name in NAMES]

    def ask(self, name: str, *statements: str, database: str = DATABASE) -> str:
        """What a server answers, without a head, columns parted by `|`."""
        command = [str(programs() / "psql"), "-h", "127.0.0.1", "-p", str(self.ports[name]), "-U", USER, "-d", database,
                   "-v", "ON_ERROR_STOP=1", "-Atq"]
        for statement in statements:
            command += ["-c", statement]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{name}: {statements}: {done.stderr}")
        return done.stdout.strip()

    # Servers

    def _run(self, *command: str) -> None:
        done = subprocess.run([*self._user, *command], cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{command}: {done.stdout}{done.stderr}")

    def _make(self, name: str) -> None:
        self._run(str(programs() / "initdb"), "-D", name, "-A", "trust", "-U", USER, "-E", "UTF8", "--no-sync")

    def start(self, name: str) -> None:
        """Starts a server, and waits until it answers."""
        settings = {
            "port": self.ports[name], "unix_socket_directories": self.folder, "listen_addresses": "127.0.0.1",
            # What is lost here is lost by dying, and not by a loss of power.
            "fsync": "off", "wal_level": "replica", "max_wal_senders": 10, "hot_standby": "on", "max_connections": 100,
            "wal_receiver_timeout": "5s", "wal_sender_timeout": "5s", "wal_retrieve_retry_interval": "200ms",
        }
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        self.servers[name] = Server(
            f"postgres {name}", [*self._user, str(programs() / "postgres"), "-D", str(self.folder / name), *options],
            Path(f"{self.folder}-{name}.log"))
        self._wait(lambda: self.ask(name, "SELECT 1", database="postgres") == "1", f"server {name}")

    def join(self, name: str) -> None:
        """Makes a server a standby of the one that takes writes, from nothing."""
        shutil.rmtree(self.folder / name, ignore_errors=True)
        self._run(str(programs() / "pg_basebackup"), "-h", "127.0.0.1", "-p", str(self.ports[self.primary]), "-U", USER,
                  "-D", name, "-R", "-X", "stream", "-c", "fast", "--no-sync")
        self._follow(name, running=False)
        self.start(name)
        self._set_quorum()

    def _conninfo(self, name: str) -> str:
        return f"host=127.0.0.1 port={self.ports[self.primary]} user={USER} application_name={name}"

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

    def _signal(self, number: int) -> None:
        parent = self.servers[self.primary].pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        for pid in [parent, *map(int, children)]:
            # Workers come and go.
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
