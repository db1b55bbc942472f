"""A real Ceph object gateway over a cluster in memory: one monitor, one OSD, no manager, no cephx."""

import json
import shutil
import subprocess
import time
import uuid
from pathlib import Path

import boto3
from botocore import UNSIGNED
from botocore.config import Config

from .accounts import REGION
from .broker import Credentials
from .processes import Server, StartFailure, free_port

ADMINISTRATOR = Credentials("CEPHADMINISTRATOR", "the-secret-of-the-administrator")
PROGRAMS = ("ceph", "monmaptool", "ceph-mon", "ceph-osd", "radosgw", "radosgw-admin")
#: Seconds for each step of a start. All of them take 15 on a machine that does nothing else.
PATIENCE = 300


class Ceph:
    """A cluster below `directory` and its gateway, whose user `administrator` may make OpenID providers and roles."""

    def __init__(self, directory: Path):
        missing = [program for program in PROGRAMS if shutil.which(program) is None]
        if missing:
            raise FileNotFoundError(f"{', '.join(missing)} not found: run `scripts/setup ceph`")
        self.directory = directory
        self.configuration = directory / "ceph.conf"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._monitor = f"[v2:127.0.0.1:{free_port()}]"
        self._cluster, self._disk = str(uuid.uuid4()), str(uuid.uuid4())
        self._servers: list[Server] = []

    def start(self) -> "Ceph":
        self.directory.mkdir(parents=True)
        self._write_configuration()
        # Without a map of its own the monitor would take the port that all monitors have.
        map = str(self.directory / "monmap")
        self._run("monmaptool", "--create", "--fsid", self._cluster, "--addv", "a", self._monitor,
                  "--enable-all-features", "--set-min-mon-release", "16", map)
        self._run("ceph-mon", "--mkfs", "--id", "a", "--monmap", map)
        self._serve("ceph-mon", "--id", "a")
        # The first command waits for the monitor.
        self._run("ceph", "osd", "new", self._disk)
        self._run("ceph-osd", "--mkfs", "--id", "0", "--osd-uuid", self._disk)
        self._serve("ceph-osd", "--id", "0")
        self._wait_for_disk()
        self._run("radosgw-admin", "user", "create", "--uid", "administrator", "--display-name", "Administrator",
                  "--access-key", ADMINISTRATOR.access_key_id, "--secret-key", ADMINISTRATOR.secret_access_key,
                  "--caps", "oidc-provider=*;roles=*")
        self._serve("radosgw", "--name", "client.gateway").wait_for(self.url, PATIENCE)
        return self

    def stop(self) -> None:
        """Ends all three at once: what they hold is in memory, and a gateway without a cluster would wait for it."""
        for server in self._servers:
            server.process.kill()
        for server in self._servers:
            server.stop()
        self._servers = []

    def client(self, service: str, credentials: Credentials | None):
        """boto3 for a service of the gateway."""
        config = Config(retries={"total_max_attempts": 1}, read_timeout=PATIENCE, s3={"addressing_style": "path"},
                        request_checksum_calculation="when_required",
                        **({} if credentials else {"signature_version": UNSIGNED}))
        keys = {} if credentials is None else {
            "aws_access_key_id": credentials.access_key_id, "aws_secret_access_key": credentials.secret_access_key,
            "aws_session_token": credentials.session_token}
        return boto3.Session().client(service, endpoint_url=self.url, region_name=REGION, config=config, **keys)

    def _write_configuration(self) -> None:
        for folder in ("mon", "osd", "gateway"):
            (self.directory / folder).mkdir()
        settings = {
            "fsid": self._cluster, "mon_host": self._monitor,
            # The monitor would end on a disk that is nearly full.
            "mon_data_avail_crit": "0",
            "public_addr": "127.0.0.1", "cluster_addr": "127.0.0.1", "ms_bind_msgr1": "false",
            # Without keys of its own the cluster is one for tests on loopback alone.
            "auth_cluster_required": "none", "auth_service_required": "none", "auth_client_required": "none",
            "ms_mon_client_mode": "crc secure",
            "osd_objectstore": "memstore", "memstore_device_bytes": str(1 << 30),
            "osd_pool_default_size": "1", "osd_pool_default_min_size": "1", "mon_allow_pool_size_one": "true",
            "osd_pool_default_pg_num": "4", "osd_pool_default_pgp_num": "4",
            "osd_pool_default_pg_autoscale_mode": "off", "mon_max_pg_per_osd": "1000",
            "osd_crush_chooseleaf_type": "0", "osd_class_update_on_start": "false",
            # A pool is refused when the trial of its rule takes five seconds, as it does on a busy machine.
            "mon_osd_crush_smoke_test": "false",
            "mon_data": str(self.directory / "mon"), "osd_data": str(self.directory / "osd"),
            "rgw_data": str(self.directory / "gateway"), "keyring": str(self.directory / "keyring"),
            "run_dir": str(self.directory), "admin_socket": "", "pid_file": "", "log_file": "", "log_to_stderr": "true",
            "rgw_frontends": f"beast endpoint=127.0.0.1:{self.port} request_timeout_ms=0",
            "rgw_enable_apis": "s3, sts, iam", "rgw_s3_auth_use_sts": "true", "rgw_sts_key": "abcdefghijklmnop",
            "debug_rocksdb": "0", "debug_osd": "0", "debug_mon": "0", "debug_ms": "0", "debug_rgw": "1",
        }
        lines = [f"{name} = {value}" for name, value in settings.items()]
        self.configuration.write_text("\n".join(["[global]", *lines]) + "\n")
        (self.directory / "keyring").write_text("")

    def _wait_for_disk(self, seconds: float = PATIENCE) -> None:
        deadline = time.monotonic() + seconds
        while json.loads(self._run("ceph", "osd", "stat", "--format", "json"))["num_up_osds"] == 0:
            if time.monotonic() > deadline:
                raise StartFailure(f"the OSD is not up within {seconds:g} s:\n{self._servers[-1].log_tail()}")
            time.sleep(0.5)

    def _run(self, program: str, *arguments: str) -> str:
        """What a command of Ceph writes."""
        ended = subprocess.run([program, "--conf", str(self.configuration), *arguments],
                               capture_output=True, text=True, timeout=PATIENCE)
        if ended.returncode != 0:
            raise StartFailure(f"{program} {' '.join(arguments)}:\n{ended.stderr[-3000:]}")
        return ended.stdout

    def _serve(self, program: str, *arguments: str) -> Server:
        server = Server(program, [program, "--conf", str(self.configuration), *arguments, "--foreground"],
                        self.directory / f"{program}.log")
        self._servers.append(server)
        return server
