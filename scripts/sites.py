"""What the scripts share that trouble a broker while good users go on signing in: an IdP with a broker, and responses."""

import os
import sys
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "e2e"), str(ROOT / "scripts")]

from support.broker import Broker, Provider, Role, provider_arn, role_arn  # noqa: E402
from support.development_idp import DevelopmentIdP  # noqa: E402

PROVIDER, ROLE, USER = "corp-idp", "Reader", "alice"
METADATA = "idp-metadata.xml"


def percentile(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0


def narrow(binary: Path, directory: Path, descriptors: int = 64) -> Path:
    """The program as it is where a process may have few descriptors."""
    wrapper = directory / "sallyport-narrow"
    wrapper.write_text(f"#!/bin/sh\nulimit -n {descriptors}\nexec '{binary}' \"$@\"\n")
    wrapper.chmod(0o700)
    return wrapper


class Site:
    """An IdP, and a broker of its own that knows the IdP by a file."""

    def __init__(self, directory: Path, binary: Path, environment: dict[str, str] | None = None):
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        os.environ["SALLYPORT"] = str(binary)
        self.broker = Broker(directory, environment=environment)
        self.idp = DevelopmentIdP(directory / "idp", {USER: [(role_arn(ROLE), provider_arn(PROVIDER))]})
        self.idp_server = self.idp.start(acs=self.broker.acs, audience=self.broker.entity_id)
        (directory / METADATA).write_bytes(self.idp.metadata())
        self.broker.write_configuration([Provider(PROVIDER, METADATA)], [Role(ROLE, [PROVIDER])])
        self.broker.make_key_ring()

    def start(self) -> "Site":
        self.broker.start()
        return self

    def stop(self) -> None:
        self.broker.stop()
        self.idp_server.stop()

    def forms(self, count: int) -> list[str]:
        """Bodies with a signed response each: good once, and for five minutes."""
        return [urllib.parse.urlencode(self.idp.sign_in(USER).fields) for _ in range(count)]
