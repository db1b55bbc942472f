"""Fixtures: a broker with TLS by a CA of its own, of twenty accounts, that trusts both identity providers."""

import json
import subprocess
from pathlib import Path

import pytest

from conftest import WORK
from support.broker import executable
from support.certificates import CertificateAuthority
from support.chromium import Chromium
from support.development_idp import DevelopmentIdP
from support.processes import Server, free_port
from support.simplesamlphp import AWS, BOTH_SIGNED, SimpleSAMLphp, User

ACCOUNTS = [f"{100_000_000_000 + number}" for number in range(20)]
NAMES = ["Administrator", "Auditor", "Billing", "Developer", "Network", "Operator", "ReadOnly", "Support"]
#: Markup in a name stays text.
HOSTILE = "<img src=x onerror=alert(1)>"


def role(account: str, name: str) -> str:
    return f"arn:aws:iam::{account}:role/{name}"


def provider(account: str, name: str = "development") -> str:
    return f"arn:aws:iam::{account}:saml-provider/{name}"


def pairs(count: int) -> list[tuple[str, str]]:
    """So many pairs of role and provider, over all accounts."""
    every = [(role(account, name), provider(account)) for name in NAMES for account in ACCOUNTS]
    return every[:count]


class BrowserBroker:
    """A broker at https://localhost, and its identity providers."""

    def __init__(self, directory: Path, authority: CertificateAuthority):
        self.directory, self.authority = directory, authority
        self.port = free_port()
        self.url = f"https://localhost:{self.port}"
        self.acs, self.entity_id = f"{self.url}/saml", f"{self.url}/static/saml-metadata.xml"
        self.idp = DevelopmentIdP(directory / "idp", {
            "one": pairs(1), "two": [pairs(1)[0], (role(ACCOUNTS[1], "Closed"), provider(ACCOUNTS[1]))],
            "many": pairs(150), "mallory": pairs(2)})
        self.server: Server | None = None

    def write_configuration(self, simplesamlphp: SimpleSAMLphp) -> None:
        accounts = []
        for number, account in enumerate(ACCOUNTS):
            both = [provider(account), provider(account, "simplesamlphp")]
            self.write_trust(f"trust-{account}.json", both)
            self.write_trust(f"closed-{account}.json", both, {"StringEquals": {"saml:sub": "nobody"}})
            accounts.append({
                "id": account, "alias": f"team-{number}",
                "providers": [{"name": "development", "metadata": self.idp.metadata_url},
                              {"name": "simplesamlphp", "metadata": simplesamlphp.metadata_url}],
                "roles": [{"name": name, "trustPolicy": f"trust-{account}.json", "description": HOSTILE}
                          for name in NAMES] + [{"name": "Closed", "trustPolicy": f"closed-{account}.json"}],
            })
        self.write(accounts, branding={"name": "Example Corp", "helpText": "The service desk helps.",
                                       "helpURL": "https://help.example.com/"})

    def write_trust(self, file: str, providers: list[str], condition: dict | None = None) -> None:
        """A trust policy for users of these providers."""
        (self.directory / file).write_text(json.dumps({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
            "Principal": {"Federated": providers}, **({"Condition": condition} if condition else {})}]}))

    def write(self, accounts: list[dict], **more: dict) -> None:
        """The configuration, with `more` keys, and a key ring."""
        (self.directory / "sallyport.yaml").write_text(json.dumps({
            "publicURL": self.url, "keyRing": "keyring.json", "dataDirectory": "data", "accounts": accounts,
            "listen": {"host": "127.0.0.1", "port": self.port, "tls": {
                "certificateChain": str(self.authority.certificate), "privateKey": str(self.authority.key)}},
            "audit": {"file": "audit.jsonl", "stdout": False}, **more,
        }))
        subprocess.run([str(executable()), "keys", "init", "--out", str(self.directory / "keyring.json")],
                       check=True, capture_output=True)

    def start(self) -> None:
        self.server = Server(
            "sallyport serve", [str(executable()), "serve", "--config", str(self.directory / "sallyport.yaml")],
            self.directory / "serve.log").wait_for(f"{self.url}/health", 30, self.authority.authority)

    def audit_records(self) -> list[dict]:
        return [json.loads(line) for line in (self.directory / "audit.jsonl").read_text().splitlines()]


@pytest.fixture(scope="session")
def authority(tmp_path_factory):
    return CertificateAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def users_idp(tmp_path_factory):
    """A SimpleSAMLphp of this broker's own users."""
    idp = SimpleSAMLphp(WORK / "simplesamlphp", tmp_path_factory.mktemp("simplesamlphp-portal") / "idp", [
        User("ann", attributes={
            f"{AWS}/Role": [f"{role(ACCOUNTS[0], name)},{provider(ACCOUNTS[0], 'simplesamlphp')}"
                            for name in ("Developer", "ReadOnly")],
            f"{AWS}/RoleSessionName": ["ann@example.org"]})])
    with idp.start():
        yield idp


@pytest.fixture(scope="session")
def portal(users_idp, authority, tmp_path_factory):
    """The broker, running."""
    broker = BrowserBroker(tmp_path_factory.mktemp("portal"), authority)
    users_idp.trust(broker.entity_id, broker.acs, BOTH_SIGNED)
    with broker.idp.start(acs=broker.acs, audience=broker.entity_id):
        broker.write_configuration(users_idp)
        broker.start()
        yield broker
        broker.server.stop()


@pytest.fixture
def chromium(authority):
    browser = Chromium(authority, WORK / "browser")
    yield browser
    browser.close()


@pytest.fixture
def second_chromium(authority):
    browser = Chromium(authority, WORK / "browser", language="de")
    yield browser
    browser.close()
