"""Fixtures: a real SimpleSAMLphp, the development IdP, and one broker that trusts both."""

import os
import urllib.request
from pathlib import Path

import pytest

from support import signatures
from support.broker import ROOT, Broker, Provider, Role, executable, provider_arn, role_arn
from support.browser import Browser
from support.development_idp import DevelopmentIdP
from support.simplesamlphp import AWS, BOTH_SIGNED, SimpleSAMLphp, User

WORK = Path(os.environ.get("SALLYPORT_E2E_DIR", ROOT / ".build-e2e"))
SP_FOR_SIGNATURE_TESTS = "https://sp.example.org/metadata"
ACS_FOR_SIGNATURE_TESTS = "https://sp.example.org/saml/acs"


def pair(role: str, provider: str) -> str:
    return f"{role_arn(role)},{provider_arn(provider)}"


USERS = [
    User("alice", attributes={
        f"{AWS}/Role": [pair("Administrator", "simplesamlphp")],
        f"{AWS}/RoleSessionName": ["alice@example.org"],
        f"{AWS}/SessionDuration": ["1800"],
    }),
    User("bob", attributes={
        # The other order and white space, as identity providers send them.
        f"{AWS}/Role": [
            pair("Administrator", "simplesamlphp"),
            f" {provider_arn('simplesamlphp')} , {role_arn('ReadOnly')} ",
        ],
        f"{AWS}/RoleSessionName": ["bob"],
    }),
    User("carol", attributes={f"{AWS}/RoleSessionName": ["carol"]}),
    User("dave", attributes={
        f"{AWS}/Role": [pair("Elsewhere", "simplesamlphp")],
        f"{AWS}/RoleSessionName": ["dave"],
    }),
]


@pytest.fixture(scope="session")
def simplesamlphp(tmp_path_factory):
    """The IdP, started; each test says by `trust` what it signs."""
    idp = SimpleSAMLphp(WORK / "simplesamlphp", tmp_path_factory.mktemp("simplesamlphp") / "idp", USERS)
    idp.trust(SP_FOR_SIGNATURE_TESTS, ACS_FOR_SIGNATURE_TESTS, BOTH_SIGNED)
    with idp.start():
        yield idp


@pytest.fixture(scope="session")
def sallyport():
    """The binary; the tests fail, and are not skipped, when it is missing."""
    try:
        return executable()
    except FileNotFoundError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session")
def deployment(sallyport, simplesamlphp, tmp_path_factory):
    """A running broker and development IdP. The broker fetches both IdPs' metadata over HTTP when it starts."""
    broker = Broker(tmp_path_factory.mktemp("broker"))
    idp = DevelopmentIdP(
        tmp_path_factory.mktemp("development-idp"),
        {"alice": [(role_arn("Administrator"), provider_arn("development"))]},
    )
    both = ["simplesamlphp", "development"]
    broker.write_configuration(
        providers=[Provider("simplesamlphp", simplesamlphp.metadata_url), Provider("development", idp.metadata_url)],
        roles=[Role("Administrator", both), Role("ReadOnly", both, max_session_duration=7200),
               Role("Elsewhere", both, audience="https://elsewhere.example.org/saml")],
        destinations=["https://console.example.org"],
    )
    broker.make_key_ring()
    with idp.start(acs=broker.acs, audience=broker.entity_id):
        broker.start()
        yield broker, idp
        broker.stop()


@pytest.fixture(scope="session")
def broker(deployment):
    return deployment[0]


@pytest.fixture(scope="session")
def development_idp(deployment):
    return deployment[1]


@pytest.fixture(scope="session")
def development_certificate(development_idp, tmp_path_factory):
    """The development IdP's certificate, out of the metadata that it serves."""
    with urllib.request.urlopen(development_idp.metadata_url) as answer:
        return signatures.certificate_of(answer.read(), tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def browser():
    return Browser()
