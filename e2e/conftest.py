"""Fixtures: a real SimpleSAMLphp, the development IdP, a broker that trusts both, and a broker of two accounts."""

import urllib.request

import pytest

from support import signatures
from support.accounts import OTHER_ACCOUNT, Site, allow, credentials_of, document, trust_account, trust_provider
from support.broker import (
    ACCOUNT, WORK, Broker, Credentials, Provider, Role, executable, provider_arn, role_arn,
)
from support.browser import Browser
from support.development_idp import DevelopmentIdP
from support.identity_center import Center
from support.signing_idp import SigningIdP
from support.simplesamlphp import AWS, BOTH_SIGNED, SimpleSAMLphp, User
from support.token_issuer import TokenIssuer

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
    # Role and provider of these two are made through the API.
    User("erin", attributes={
        f"{AWS}/Role": [pair("StoryEngineer", "story")],
        f"{AWS}/RoleSessionName": ["erin"],
        f"{AWS}/PrincipalTag:Team": ["video"],
        f"{AWS}/SourceIdentity": ["erin@example.org"],
    }),
    User("frank", attributes={
        f"{AWS}/Role": [pair("Confidential", "encrypted")],
        f"{AWS}/RoleSessionName": ["frank"],
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


@pytest.fixture(scope="module")
def center(sallyport, tmp_path_factory):
    """A broker that programs on the command line sign in at."""
    made = Center(tmp_path_factory.mktemp("broker"), tmp_path_factory.mktemp("idp"))
    yield made
    made.stop()


# Accounts whose entities are made through the API

@pytest.fixture(scope="session")
def token_issuer():
    """The OpenID provider of the first account."""
    return TokenIssuer("https://ci.example.org/tenant", "sts.example.org")


#: What the tokens for some audiences are like.
RELYING_PARTIES = [
    {"name": "ceph", "audience": "ceph", "algorithm": "RS256", "tags": False, "sourceIdentity": False, "x5c": True},
    {"name": "curve", "audience": "urn:curve", "algorithm": "ES384", "x5c": True},
    {"name": "reports", "audience": "urn:reports",
     "claims": {"email": {"attribute": "mail"}, "groups": {"attribute": "urn:example:groups"}}},
]


@pytest.fixture(scope="session")
def site(sallyport, simplesamlphp, token_issuer, tmp_path_factory):
    """A broker of two accounts; the first has one provider and one role in its configuration."""
    broker = Broker(tmp_path_factory.mktemp("accounts"))
    broker.write_configuration(
        providers=[Provider("configured", simplesamlphp.metadata_url)], roles=[Role("Configured", ["configured"])],
        more_accounts=[OTHER_ACCOUNT], token_issuer=token_issuer, relying_parties=RELYING_PARTIES)
    broker.make_key_ring()
    broker.start()
    yield Site(broker)
    broker.stop()


@pytest.fixture(scope="session")
def root(site):
    """The root of the first account."""
    return site.identity(site.broker.make_root_key(ACCOUNT), "root")


@pytest.fixture(scope="session")
def other_root(site):
    """The root of the other account."""
    return site.identity(site.broker.make_root_key(OTHER_ACCOUNT), "root")


@pytest.fixture
def iam(root):
    return root.iam


@pytest.fixture
def unique(site):
    return site.unique


@pytest.fixture
def new_user(site, root):
    """Makes a user with these statements as its only policy, and a key of it."""
    def make(*statements: dict, account=root, **more):
        name = site.unique("user")
        account.iam.create_user(UserName=name, **more)
        if statements:
            account.iam.put_user_policy(UserName=name, PolicyName="permissions", PolicyDocument=document(*statements))
        key = account.iam.create_access_key(UserName=name)["AccessKey"]
        return site.identity(Credentials(key["AccessKeyId"], key["SecretAccessKey"]), name)
    return make


@pytest.fixture
def new_role(site, root):
    """Makes a role with these statements as its only policy; its ARN."""
    def make(*statements: dict, trust_policy: str | None = None, account=root, name=None, **more):
        name = name or site.unique("role")
        role = account.iam.create_role(
            RoleName=name, AssumeRolePolicyDocument=trust_policy or trust_account(), **more)["Role"]
        if statements:
            account.iam.put_role_policy(RoleName=name, PolicyName="permissions", PolicyDocument=document(*statements))
        return role["Arn"]
    return make


@pytest.fixture
def new_session(site, new_user, new_role):
    """Has a user assume a role with these statements; whoever has the session's credentials."""
    def make(*statements: dict, **parameters):
        role = new_role(*statements)
        reply = new_user(allow(["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"])).sts.assume_role(
            RoleArn=role, RoleSessionName="session", **parameters)
        return site.identity(credentials_of(reply), role.rpartition("/")[2])
    return make


@pytest.fixture(scope="session")
def signing_idp(site, tmp_path_factory):
    """An IdP that signs whatever a test wants said."""
    return SigningIdP(tmp_path_factory.mktemp("signing-idp"), site.broker.acs, site.broker.entity_id)


@pytest.fixture(scope="session")
def provider(root, signing_idp):
    """The ARN of that IdP's provider in the first account."""
    return root.iam.create_saml_provider(
        Name="signing-idp", SAMLMetadataDocument=signing_idp.metadata())["SAMLProviderArn"]


@pytest.fixture
def federated_role(site, provider, new_role):
    """Makes a role for that IdP's users; its ARN."""
    def make(*statements: dict, **more):
        return new_role(*statements, trust_policy=trust_provider(provider, site.broker.acs), **more)
    return make


@pytest.fixture(scope="session")
def anonymous(site):
    """STS without credentials."""
    return site.client("sts", None)


def pytest_collection_modifyitems(items):
    """What was called is looked at when everything has been called."""
    items.sort(key=lambda item: item.name == "test_every_operation_was_called")
