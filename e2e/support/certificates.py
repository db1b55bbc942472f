"""A certification authority of the tests, for servers of this machine."""

import base64
import hashlib
import subprocess
from pathlib import Path


class CertificateAuthority:
    """A CA for tests below `directory`, and a certificate of it for this machine."""

    def __init__(self, directory: Path):
        self.authority = directory / "ca.crt"
        self.certificate = directory / "server.crt"
        self.key = directory / "server.key"
        _openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                 "-subj", "/CN=Test CA", "-keyout", directory / "ca.key", "-out", self.authority)
        _openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
                 "-keyout", self.key, "-out", directory / "server.csr")
        extensions = directory / "server.ext"
        extensions.write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n")
        _openssl("x509", "-req", "-days", "2", "-in", directory / "server.csr", "-CA", self.authority, "-CAkey",
                 directory / "ca.key", "-CAcreateserial", "-extfile", extensions, "-out", self.certificate)
        self.key.chmod(0o600)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the server's public key, in base64: the one that Chromium may trust beside the system's."""
        public = _openssl("x509", "-in", self.certificate, "-noout", "-pubkey")
        key = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=public, check=True,
                             capture_output=True).stdout
        return base64.b64encode(hashlib.sha256(key).digest()).decode()


def _openssl(*arguments: object) -> bytes:
    return subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True).stdout
