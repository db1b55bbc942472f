"""Others beside us, as far as they are at hand: each verifies the same response in a process of its own."""

import base64
import re
import shutil
import subprocess
import sys
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

from .figures import read

HERE = Path(__file__).parent


@dataclass
class Sample:
    """A signed response and who it is for."""

    recipient: str
    audience: str
    #: A form body, and metadata, as sign-responses writes them.
    bodies: Path
    metadata: Path

    def write(self, directory: Path) -> list[str]:
        """The response, the certificate in PEM, and the three names, as the peers' programs take them."""
        with self.bodies.open() as lines:
            field = urllib.parse.parse_qs(lines.readline().strip())["SAMLResponse"][0]
        metadata = self.metadata.read_text()
        certificate = re.search(r"X509Certificate>\s*([^<]+?)\s*<", metadata)[1]
        issuer = re.search(r'entityID="([^"]+)"', metadata)[1]
        response, pem = directory / "response.xml", directory / "idp.pem"
        response.write_bytes(base64.b64decode(field))
        lines = re.sub(r"\s", "", certificate)
        body = "\n".join(lines[start:start + 64] for start in range(0, len(lines), 64))
        pem.write_text(f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
        return [str(response), str(pem), issuer, self.recipient, self.audience]


def measure(sample: Sample, directory: Path, python: Path) -> list[dict]:
    """The figures of the peers that are there; what is not there is said on the way."""
    arguments = sample.write(directory)
    found = []
    for name in ("xmlsec", "signxml", "python3-saml"):
        found += _run(name, [str(python), "-B", str(HERE / "peer.py"), name, *arguments])
    java = shutil.which("java")
    if java and shutil.which("javac"):
        found += _run("java", [java, "-Xshare:auto", str(HERE / "VerifySignature.java"), *arguments[:2]])
    else:
        print("peer java: there is no JDK", file=sys.stderr)
    return found


def _run(name: str, command: list[str]) -> list[dict]:
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"peer {name}: {error}", file=sys.stderr)
        return []
    if ended.returncode:
        print(f"peer {name}: {(ended.stderr.strip().splitlines() or ['it failed'])[-1]}", file=sys.stderr)
        return []
    return read(ended.stdout.splitlines())
