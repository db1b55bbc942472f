"""A real SimpleSAMLphp 1.19 identity provider on PHP's own web server."""

import os
import secrets
import subprocess
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from .browser import Browser, Page
from .processes import Server, free_port
from .saml import AutoSubmitted

REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
AWS = "https://aws.amazon.com/SAML/Attributes"


@dataclass
class User:
    name: str
    password: str = "secret"
    attributes: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Signing:
    """Which elements the IdP signs."""

    assertion: bool
    response: bool

    @property
    def label(self) -> str:
        parts = [name for name, on in (("assertion", self.assertion), ("response", self.response)) if on]
        return "+".join(parts) + " signed"


ASSERTION_SIGNED = Signing(assertion=True, response=False)
RESPONSE_SIGNED = Signing(assertion=False, response=True)
BOTH_SIGNED = Signing(assertion=True, response=True)


def _php(value: object) -> str:
    """A value as PHP source."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if isinstance(value, list):
        return "[" + ", ".join(_php(item) for item in value) + "]"
    if isinstance(value, dict):
        return "[" + ", ".join(f"{_php(key)} => {_php(item)}" for key, item in value.items()) + "]"
    raise TypeError(type(value).__name__)


def _write(path: Path, text: str) -> None:
    # PHP reads these files at each request: replace, never truncate.
    draft = path.with_suffix(".draft")
    draft.write_text("<?php\n" + text)
    os.replace(draft, path)


class SimpleSAMLphp:
    """Configuration, key and server of one IdP below `directory`."""

    def __init__(self, installation: Path, directory: Path, users: list[User]):
        self.installation = installation
        self.directory = directory
        self.users = {user.name: user for user in users}
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.entity_id = f"{self.base}/idp"
        self.metadata_url = f"{self.base}/saml2/idp/metadata.php"
        self._make_directories()
        self._make_key()
        self._write_configuration()

    @property
    def certificate(self) -> Path:
        return self.directory / "cert" / "idp.crt"

    def _make_directories(self) -> None:
        for name in ("config", "metadata", "cert", "log", "data", "tmp", "sessions"):
            (self.directory / name).mkdir(parents=True)

    def _make_key(self) -> None:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-sha256", "-days", "3650",
             "-subj", "/CN=simplesamlphp-test-idp", "-keyout", str(self.directory / "cert" / "idp.key"),
             "-out", str(self.certificate)],
            check=True, capture_output=True,
        )

    def _write_configuration(self) -> None:
        at = self.directory
        config = {
            "baseurlpath": f"{self.base}/",
            "certdir": f"{at}/cert/", "loggingdir": f"{at}/log/", "datadir": f"{at}/data/", "tempdir": f"{at}/tmp",
            "metadatadir": f"{at}/metadata", "technicalcontact_email": "na@example.org", "timezone": "UTC",
            "secretsalt": secrets.token_hex(16), "auth.adminpassword": secrets.token_hex(16),
            "admin.protectindexpage": True, "showerrors": True, "errorreporting": False,
            "logging.level": 5, "logging.handler": "file", "enable.saml20-idp": True,
            "module.enable": {"exampleauth": True, "core": True, "saml": True},
            "session.cookie.name": "SimpleSAMLSessionID", "session.phpsession.cookiename": "SimpleSAML",
            "session.phpsession.savepath": f"{at}/sessions", "store.type": "phpsession",
            "language.available": ["en"], "language.default": "en",
            "metadata.sources": [{"type": "flatfile", "directory": f"{at}/metadata"}],
        }
        _write(at / "config" / "config.php", f"$config = {_php(config)};\n")

        accounts: dict = {f"{user.name}:{user.password}": {"uid": [user.name], **user.attributes}
                          for user in self.users.values()}
        source = ", ".join(["'exampleauth:UserPass'"] + [f"{_php(k)} => {_php(v)}" for k, v in accounts.items()])
        _write(at / "config" / "authsources.php", f"$config = ['users' => [{source}]];\n")

        hosted = {
            "host": "__DEFAULT__", "privatekey": "idp.key", "certificate": "idp.crt", "auth": "users",
            "attributes.NameFormat": "urn:oasis:names:tc:SAML:2.0:attrname-format:uri", "userid.attribute": "uid",
            "SingleSignOnServiceBinding": [REDIRECT, POST], "sign.logout": True,
        }
        _write(at / "metadata" / "saml20-idp-hosted.php", f"$metadata[{_php(self.entity_id)}] = {_php(hosted)};\n")

    def trust(self, sp_entity_id: str, acs: str, signing: Signing, encrypt_for: Path | None = None,
              certificate: str | None = None, logout: str | None = None) -> None:
        """Registers the service provider, what is signed for it, and the certificate that is encrypted for, if any.

        With a certificate (base64 of its DER) its requests must be signed; `logout` takes logout messages.
        """
        remote = {
            "AssertionConsumerService": acs,
            "NameIDFormat": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
            "simplesaml.nameidattribute": "uid", "simplesaml.attributes": True,
            "saml20.sign.assertion": signing.assertion, "saml20.sign.response": signing.response,
            "signature.algorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        }
        if encrypt_for is not None:
            remote |= {"assertion.encryption": True,
                       "certData": "".join(encrypt_for.read_text().splitlines()[1:-1])}
        if certificate is not None:
            remote |= {"certData": certificate, "validate.authnrequest": True, "validate.logout": True}
        if logout is not None:
            remote |= {"SingleLogoutService": [{"Binding": REDIRECT, "Location": logout}]}
        _write(self.directory / "metadata" / "saml20-sp-remote.php",
               f"$metadata[{_php(sp_entity_id)}] = {_php(remote)};\n")

    def start(self) -> Server:
        server = Server(
            "SimpleSAMLphp",
            ["php", "-d", "display_errors=0", "-d", "error_reporting=0", "-S", f"127.0.0.1:{self.port}",
             "-t", str(self.installation / "www")],
            self.directory / "php.log",
            {"SIMPLESAMLPHP_CONFIG_DIR": str(self.directory / "config")},
        )
        return server.wait_for(self.metadata_url)

    def metadata(self) -> str:
        """What the IdP serves at `metadata_url`."""
        with urllib.request.urlopen(self.metadata_url) as answer:
            return answer.read().decode()

    def log_in(self, user: str, page: Page, browser: Browser) -> AutoSubmitted:
        """Fills in the login page that a request of the SP led to, and returns the form for the SP."""
        page = browser.follow(page)
        if any("password" in form.fields for form in page.forms):
            login = page.form_with("password")
            page = browser.follow(browser.submit(login, username=user, password=self.users[user].password))
        return AutoSubmitted.found_on(page)

    def log_out(self, browser: Browser) -> Page:
        """Logs out at the IdP, which tells one service provider after the other."""
        query = urlencode({"ReturnTo": f"{self.base}/saml2/idp/metadata.php"})
        return browser.get(f"{self.base}/saml2/idp/SingleLogoutService.php?{query}")

    def sign_in(self, user: str, sp_entity_id: str, relay_state: str | None = None,
                browser: Browser | None = None) -> AutoSubmitted:
        """Starts at the IdP, fills in its login page, and returns the form that it wants posted to the SP."""
        browser = browser or Browser()
        query = {"spentityid": sp_entity_id} | ({"RelayState": relay_state} if relay_state is not None else {})
        page = browser.follow(browser.get(f"{self.base}/saml2/idp/SSOService.php?{urlencode(query)}"))
        login = page.form_with("password")
        page = browser.follow(browser.submit(login, username=user, password=self.users[user].password))
        return AutoSubmitted.found_on(page)
