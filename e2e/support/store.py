"""A real store, SeaweedFS: with one static key and a broker that guards it, or with an STS of its own."""

import json
import sys
from pathlib import Path

import boto3
from botocore.config import Config

from .accounts import REGION
from .broker import ACCOUNT, Broker, Credentials
from .processes import Server, free_port

STORE_KEY, STORE_SECRET = "GATEWAYKEY", "the-secret-of-the-store"


class SeaweedFS:
    """SeaweedFS below `directory`; `roles` is its own configuration of OpenID providers, roles and policies."""

    def __init__(self, directory: Path, roles: dict | None = None):
        self.directory = directory
        self.roles = roles
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.server: Server | None = None

    def start(self) -> "SeaweedFS":
        data, identities = self.directory / "data", self.directory / "s3.json"
        data.mkdir(parents=True)
        identities.write_text(json.dumps({"identities": [{
            "name": "gateway", "credentials": [{"accessKey": STORE_KEY, "secretKey": STORE_SECRET}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"]}]}))
        more = []
        if self.roles is not None:
            (self.directory / "iam.json").write_text(json.dumps(self.roles))
            more = [f"-s3.iam.config={self.directory / 'iam.json'}"]
        ports = [f"-{part}.port{kind}={free_port()}"
                 for part in ("master", "volume", "filer") for kind in ("", ".grpc")]
        command = [
            str(Path(sys.executable).with_name("weed")), f"-logdir={self.directory}", "server", f"-dir={data}",
            "-ip=127.0.0.1", "-ip.bind=127.0.0.1", *ports, "-filer", "-s3", f"-s3.port={self.port}",
            f"-s3.port.grpc={free_port()}", "-s3.port.iceberg=0", "-s3.port.lance=0", f"-s3.config={identities}",
            "-volume.max=40", "-master.volumeSizeLimitMB=64", "-master.telemetry=false", *more]
        self.server = Server("SeaweedFS", command, self.directory / "weed.log")
        self.server.wait_for(f"{self.url}/healthz", seconds=60)
        return self

    def stop(self) -> None:
        if self.server:
            self.server.process.kill()  # it would take its time otherwise
            self.server.stop()


def guard(broker: Broker, host: str = "127.0.0.1") -> None:
    """Has a configured broker guard the store, as docs/gateway.md says."""
    broker.configuration.write_text(broker.configuration.read_text() + f"""
endpoints: {{ trustedProxies: [127.0.0.1] }}
services:
  - name: store
    kind: s3
    proxy: nginx
    account: "{ACCOUNT}"
    hosts: [{host}]
    resign:
      host: store.internal:8333
      region: us-east-1
      service: s3
      accessKeyID: {STORE_KEY}
      secretAccessKeyFile: store.key
""")
    secret = broker.directory / "store.key"
    secret.write_text(STORE_SECRET + "\n")
    secret.chmod(0o600)


def client(url: str, credentials: Credentials | None, **options):
    """boto3 for S3 at an address."""
    config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, **options)
    return boto3.Session().client(
        "s3", endpoint_url=url, region_name=REGION, config=config, aws_access_key_id=credentials.access_key_id,
        aws_secret_access_key=credentials.secret_access_key, aws_session_token=credentials.session_token)
