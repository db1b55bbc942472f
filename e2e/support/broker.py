"""Sallyport as its users run it: a configuration file, a key ring, `sallyport serve`, and its HTTP interface."""

import configparser
import datetime
import json
import os
import secrets
import subprocess
import urllib.parse
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

from .browser import Browser, Page
from .processes import Server, free_port
from .sigv4 import signed_headers
from .token_issuer import TokenIssuer

ACCOUNT = "123456789012"
VERSIONS = {"sts": "2011-06-15", "iam": "2010-05-08"}
ROOT = Path(__file__).resolve().parents[2]
#: Where `scripts/setup` puts what it fetches. The broker refuses variables with its prefix that it does not know.
WORK = Path(os.environ.pop("SALLYPORT_E2E_DIR", ROOT / ".build-e2e"))


def executable() -> Path:
    """The binary under test: `SALLYPORT` in the environment, else the release build."""
    given = os.environ.get("SALLYPORT")
    path = Path(given) if given else ROOT / ".build" / "release" / "sallyport"
    if not os.access(path, os.X_OK):
        raise FileNotFoundError(f"{path} is not there: run `make build`, or name another one in SALLYPORT")
    return path


def make_signing_key(directory: Path) -> str:
    """A key for requests to identity providers; gives the name of its file."""
    file = directory / "sp-signing-key.pem"
    subprocess.run(["openssl", "genrsa", "-out", str(file), "2048"], check=True, capture_output=True)
    file.chmod(0o600)
    return file.name


def role_arn(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def provider_arn(name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:saml-provider/{name}"


@dataclass
class Provider:
    name: str
    metadata: str
    #: Further keys of the configuration.
    more: dict = field(default_factory=dict)


@dataclass
class Role:
    name: str
    trusts: list[str]
    max_session_duration: int = 3600
    #: What `saml:aud` has to be; the broker's own ACS when None.
    audience: str | None = None
    #: What its sessions may do, by name.
    policies: dict[str, dict] = field(default_factory=dict)

    def trust_policy(self, acs: str) -> dict:
        return {
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Principal": {"Federated": [provider_arn(name) for name in self.trusts]},
                "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
                "Condition": {"StringEquals": {"saml:aud": self.audience or acs}},
            }],
        }


@dataclass
class Credentials:
    access_key_id: str
    secret_access_key: str
    #: None for a long-term key.
    session_token: str | None = None
    expiration: str | None = None


class QueryError(Exception):
    """An error answer of the Query API."""

    def __init__(self, status: int, code: str, message: str):
        super().__init__(f"HTTP {status} {code}: {message}")
        self.status, self.code, self.message = status, code, message


class Broker:
    """One broker below `directory`: `write_configuration`, then `start`."""

    def __init__(self, directory: Path, port: int | None = None, environment: dict[str, str] | None = None,
                 public_url: str | None = None):
        self.directory = directory
        #: Variables of the broker beside those of this process.
        self.environment = environment or {}
        self.port = port or free_port()
        #: Where it listens.
        self.url = f"http://127.0.0.1:{self.port}"
        #: Where its users believe it to be, behind a proxy that is not here.
        self.public_url = public_url or self.url
        self.acs = f"{self.public_url}/saml"
        self.entity_id = f"{self.public_url}/static/saml-metadata.xml"
        self.configuration = directory / "sallyport.yaml"
        self.audit_file = directory / "audit.jsonl"
        self.server: Server | None = None

    def write_configuration(self, providers: list[Provider], roles: list[Role],
                            destinations: list[str] | None = None, more_accounts: list[str] | None = None,
                            token_issuer: TokenIssuer | None = None, upstream: dict | None = None,
                             relying_parties: list[dict] | None = None, store: dict | None = None,
                             more: dict | None = None) -> None:
        # A JSON value is a YAML value: quotes what has to be quoted.
        quote = json.dumps
        lines = [
            f"publicURL: {quote(self.public_url)}",
            "keyRing: keyring.json",
            "dataDirectory: data" if store is None else f"store: {quote(store)}",
            f"listen: {{ host: 127.0.0.1, port: {self.port} }}",
            "accounts:",
            f"  - id: {quote(ACCOUNT)}",
            "    alias: example",
            "    providers:",
            *(line for provider in providers
              for line in (f"      - name: {provider.name}", f"        metadata: {quote(provider.metadata)}",
                           *(f"        {key}: {quote(value)}" for key, value in provider.more.items()))),
            *([] if token_issuer is None else [
                "    oidcProviders:", f"      - url: {quote(token_issuer.url)}",
                f"        clientIDs: [{quote(token_issuer.audience)}]", "        jwksFile: keys.json"]),
            "    roles:",
            *(line for role in roles
              for line in (f"      - name: {role.name}", f"        maxSessionDuration: {role.max_session_duration}",
                           f"        trustPolicy: trust-{role.name}.json",
                           *([f"        policies: {quote(role.policies)}"] if role.policies else []))),
            *([] if upstream is None else ["    upstream: aws", f"    aws: {quote(upstream)}"]),
            *(f"  - id: {quote(account)}" for account in more_accounts or []),
            *([f"relyingParties: {quote(relying_parties)}"] if relying_parties else []),
            *([f"endpoints: {{ destinations: {quote(destinations)} }}"] if destinations else []),
            "audit: { file: audit.jsonl, stdout: false }",
            *(f"{key}: {quote(value)}" for key, value in (more or {}).items()),
        ]
        self.configuration.write_text("\n".join(lines) + "\n")
        if token_issuer is not None:
            (self.directory / "keys.json").write_text(token_issuer.keys())
        for role in roles:
            policy = json.dumps(role.trust_policy(self.acs), indent=2)
            (self.directory / f"trust-{role.name}.json").write_text(policy + "\n")

    def make_signing_key(self) -> str:
        return make_signing_key(self.directory)

    def make_key_ring(self) -> None:
        subprocess.run([str(executable()), "keys", "init", "--out", str(self.directory / "keyring.json")],
                       check=True, capture_output=True, text=True)

    def make_root_key(self, account: str) -> Credentials:
        """A key of the account's root, made beside the broker; it may run or not."""
        file = self.directory / f"root-{account}-{secrets.token_hex(4)}.credentials"
        subprocess.run([str(executable()), "account", "root-key", "create", "--config", str(self.configuration),
                        "--account", account, "--out", str(file)], check=True, capture_output=True, text=True)
        made = configparser.ConfigParser()
        made.read(file)
        return Credentials(made["default"]["aws_access_key_id"], made["default"]["aws_secret_access_key"])

    def start(self, output: int | None = None) -> "Broker":
        """Starts the broker; `output` is the descriptor of its standard output, which goes to the log otherwise."""
        self.server = Server(
            "sallyport serve", [str(executable()), "serve", "--config", str(self.configuration)],
            self.directory / "serve.log", self.environment, output,
        )
        self.server.wait_for(f"{self.url}/health")
        return self

    def stop(self) -> int | None:
        return self.server.stop() if self.server else None

    def kill(self) -> None:
        """SIGKILL: the broker can write nothing more."""
        self.server.process.kill()
        self.server.stop()

    # The browser's side

    def post_response(self, browser: Browser, fields: dict[str, str], as_json: bool = False) -> Page:
        """Posts the fields of an auto-submitted form to the ACS."""
        return browser.post(f"{self.url}/saml", fields, {"Accept": "application/json"} if as_json else None)

    def audit_records(self) -> list[dict]:
        if not self.audit_file.exists():
            return []
        return [json.loads(line) for line in self.audit_file.read_text().splitlines() if line.strip()]

    # The Query API's side

    def query(self, action: str, parameters: dict[str, str] | None = None,
              credentials: Credentials | None = None, service: str = "sts") -> ElementTree.Element:
        """The result element of a Query call; signed when credentials are given."""
        fields = {"Action": action, "Version": VERSIONS[service], **(parameters or {})}
        body = urllib.parse.urlencode(fields).encode()
        headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
        if credentials is not None:
            headers = signed_headers(
                self.url, body, credentials.access_key_id, credentials.secret_access_key, credentials.session_token,
                datetime.datetime.now(datetime.timezone.utc), service=service,
            )
        page = Browser().request("POST", f"{self.url}/", body, {"Accept": "*/*", **headers})
        return _result(page, action)

    def assume_role_with_saml(self, response: str, role: str, provider: str, **more: str) -> Credentials:
        return temporary_credentials(self.query("AssumeRoleWithSAML", {
            "RoleArn": role, "PrincipalArn": provider, "SAMLAssertion": response, **more,
        }))

    def get_caller_identity(self, credentials: Credentials) -> dict[str, str]:
        return _texts(self.query("GetCallerIdentity", credentials=credentials))


def temporary_credentials(result: ElementTree.Element) -> Credentials:
    """The credentials in a result of STS."""
    given = _texts(result.find("Credentials"))
    return Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], given["Expiration"])


def _result(page: Page, action: str) -> ElementTree.Element:
    try:
        root = _without_namespaces(ElementTree.fromstring(page.body))
    except ElementTree.ParseError as error:
        raise QueryError(page.status, "NotXML", f"{error}: {page.html[:300]}") from None
    failure = root.find(".//Error")
    if failure is not None:
        raise QueryError(page.status, failure.findtext("Code", "?"), failure.findtext("Message", ""))
    result = root.find(f"{action}Result")
    if page.status != 200 or root.tag != f"{action}Response":
        raise QueryError(page.status, "NoResult", page.html[:300])
    # Some operations of IAM have none.
    return root if result is None else result


def _without_namespaces(root: ElementTree.Element) -> ElementTree.Element:
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def _texts(element: ElementTree.Element | None) -> dict[str, str]:
    return {} if element is None else {child.tag: child.text or "" for child in element}
