"""A broker with AWS behind it: a second broker stands there, and both are real, through to the console."""

import json
import urllib.parse
import urllib.request
from dataclasses import dataclass

import pytest

from support.accounts import Site, allow, document, refused, trust
from support.broker import ACCOUNT, Broker, Credentials, Provider, QueryError, Role, provider_arn, role_arn
from support.browser import Browser
from support.processes import free_port
from support.signing_idp import SigningIdP

THERE = role_arn("There")
EXTERNAL_ID = "sallyport-1"


def trust_there(user: str) -> str:
    return document({
        "Effect": "Allow", "Principal": {"AWS": user}, "Action": ["sts:AssumeRole", "sts:TagSession"],
        "Condition": {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}}})


@pytest.fixture(scope="module")
def aws(sallyport, tmp_path_factory):
    """The broker that stands in AWS's place."""
    broker = Broker(tmp_path_factory.mktemp("aws"))
    broker.write_configuration(providers=[], roles=[], destinations=["https://console.example.org"])
    broker.make_key_ring()
    broker.start()
    yield Site(broker)
    broker.stop()


@pytest.fixture(scope="module")
def own_keys(aws):
    """A user there who may assume one role, and nothing else."""
    iam = aws.identity(aws.broker.make_root_key(ACCOUNT)).iam
    user = iam.create_user(UserName="broker")["User"]["Arn"]
    iam.put_user_policy(UserName="broker", PolicyName="assume", PolicyDocument=document(
        allow(["sts:AssumeRole", "sts:TagSession"], THERE)))
    iam.create_role(RoleName="There", AssumeRolePolicyDocument=trust_there(user))
    key = iam.create_access_key(UserName="broker")["AccessKey"]
    return Credentials(key["AccessKeyId"], key["SecretAccessKey"])


def no_keys(directory) -> dict[str, str]:
    """An environment in which nobody finds keys."""
    return {"HOME": str(directory), "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "",
            "AWS_EC2_METADATA_DISABLED": "true"}


def front(directory, aws, keys: Credentials | None, idp_directory, port=None):
    """A broker whose account has its credentials from there, and its IdP."""
    environment = no_keys(directory)
    if keys is not None:
        environment |= {"AWS_ACCESS_KEY_ID": keys.access_key_id, "AWS_SECRET_ACCESS_KEY": keys.secret_access_key}
    broker = Broker(directory, environment=environment)
    idp = SigningIdP(idp_directory, broker.acs, broker.entity_id)
    (directory / "idp.xml").write_text(idp.metadata())
    broker.write_configuration(
        providers=[Provider("idp", "idp.xml")], roles=[Role("Here", ["idp"]), Role("Alone", ["idp"])],
        destinations=["https://console.example.org"],
        upstream={
            "endpoint": aws.broker.url if port is None else f"http://127.0.0.1:{port}",
            "federationEndpoint": f"{aws.broker.url}/federation", "console": f"{aws.broker.url}/console",
            "externalID": EXTERNAL_ID, "roles": {role_arn("Here"): THERE}})
    broker.make_key_ring()
    return broker.start(), idp


@pytest.fixture(scope="module")
def pair(aws, own_keys, tmp_path_factory):
    broker, idp = front(tmp_path_factory.mktemp("front"), aws, own_keys, tmp_path_factory.mktemp("idp"))
    yield broker, idp
    broker.stop()


def here(idp: SigningIdP, **more) -> str:
    return idp.response(role_arn("Here"), provider_arn("idp"), **more)


def test_credentials_are_those_of_aws(aws, pair, own_keys):
    broker, idp = pair
    given = broker.assume_role_with_saml(
        here(idp, attributes={"PrincipalTag:Team": ["video + sound"]}), role_arn("Here"), provider_arn("idp"))
    identity = aws.broker.get_caller_identity(given)
    assert identity["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/There/gina"
    with pytest.raises(QueryError) as refused:
        broker.get_caller_identity(given)
    assert refused.value.code == "InvalidClientTokenId"
    there = [record for record in aws.broker.audit_records() if record["eventName"] == "AssumeRole"][-1]
    assert there["requestParameters"]["externalId"] == EXTERNAL_ID
    assert there["requestParameters"]["tags"] == [{"key": "Team", "value": "video + sound"}]
    record = [record for record in broker.audit_records() if record["eventName"] == "AssumeRoleWithSAML"][-1]
    assert record["additionalEventData"]["upstream"] == {
        "endpoint": aws.broker.url, "roleArn": THERE, "requestId": there["requestID"]}
    for file in (broker.audit_file, broker.directory / "serve.log"):
        text = file.read_text()
        for secret in (own_keys.secret_access_key, given.secret_access_key, given.session_token):
            assert secret not in text


def test_a_browser_comes_to_the_console_of_aws(aws, pair):
    broker, idp = pair
    browser = Browser()
    page = broker.post_response(browser, {"SAMLResponse": here(idp, session_name="harry", subject="harry")})
    assert page.status == 302, page.text
    url = urllib.parse.urlsplit(page.location)
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{aws.broker.url}/federation"
    signed_in = browser.get(page.location)
    assert signed_in.status == 302 and signed_in.location == f"{aws.broker.url}/console"
    console = browser.get(signed_in.location)
    assert "There" in console.text and "harry" in console.text
    names = [record["eventName"] for record in broker.audit_records()][-2:]
    assert names == ["AssumeRoleWithSAML", "GetSigninToken"]
    token = urllib.parse.parse_qs(url.query)["SigninToken"][0]
    assert token not in broker.audit_file.read_text()


def test_refusals(aws, pair):
    """What is refused here is not asked there; what is refused there is explained, and the response stays used."""
    broker, idp = pair
    asked = len(aws.broker.audit_records())
    with pytest.raises(QueryError) as refused:
        broker.assume_role_with_saml(
            idp.response(role_arn("Alone"), provider_arn("idp")), role_arn("Alone"), provider_arn("idp"))
    assert refused.value.message == "The role is not among those of this account that AWS gives."
    with pytest.raises(QueryError):
        broker.assume_role_with_saml(here(idp, age=3600), role_arn("Here"), provider_arn("idp"))
    assert len(aws.broker.audit_records()) == asked
    # The role there lets nobody set a source identity, and neither does the one here.
    response = here(idp)
    broker.assume_role_with_saml(response, role_arn("Here"), provider_arn("idp"))
    with pytest.raises(QueryError) as refused:
        broker.assume_role_with_saml(response, role_arn("Here"), provider_arn("idp"))
    assert refused.value.message == "Response has already been redeemed"


def test_without_keys_nothing_is_used_up(aws, tmp_path):
    (tmp_path / "front").mkdir()
    broker, idp = front(tmp_path / "front", aws, None, tmp_path / "idp")
    try:
        response = here(idp)
        for _ in range(2):
            with pytest.raises(QueryError) as refused:
                broker.assume_role_with_saml(response, role_arn("Here"), provider_arn("idp"))
            assert refused.value.code == "ServiceUnavailable"
        assert "no credentials for it" in json.dumps(broker.audit_records()[-1])
    finally:
        broker.stop()


def test_when_aws_does_not_answer(aws, own_keys, tmp_path):
    (tmp_path / "front").mkdir()
    # Nobody listens at this port.
    broker, idp = front(tmp_path / "front", aws, own_keys, tmp_path / "idp", port=1)
    try:
        response = here(idp)
        with pytest.raises(QueryError) as refused:
            broker.assume_role_with_saml(response, role_arn("Here"), provider_arn("idp"))
        assert (refused.value.status, refused.value.code) == (503, "ServiceUnavailable")
        assert "asked 3 times" in json.dumps(broker.audit_records()[-1])
        with pytest.raises(QueryError) as refused:
            broker.assume_role_with_saml(response, role_arn("Here"), provider_arn("idp"))
        assert refused.value.message == "Response has already been redeemed"
    finally:
        broker.stop()


# By web identity: the broker there has an OpenID Connect provider for the issuer of the one here, which has no keys at all.

AUDIENCE = "sts.amazonaws.com"
PUBLIC_URL = "https://front.example.org"
ISSUER_NAME = f"front.example.org/oidc/{ACCOUNT}"


@dataclass
class PublishedKeys:
    """What the issuer publishes: nobody here can ask it at the address that it has."""

    url: str
    audience: str
    text: str

    def keys(self) -> str:
        return self.text


def front_by_tokens(directory, aws_port: int, idp_directory):
    """A broker that is not enabled to give tokens yet, and its IdP."""
    broker = Broker(directory, environment=no_keys(directory), public_url=PUBLIC_URL)
    idp = SigningIdP(idp_directory, broker.acs, broker.entity_id)
    (directory / "idp.xml").write_text(idp.metadata())
    there = f"http://127.0.0.1:{aws_port}"
    broker.write_configuration(
        providers=[Provider("idp", "idp.xml")], roles=[Role("Here", ["idp"]), Role("Alone", ["idp"])],
        upstream={
            "endpoint": there, "federationEndpoint": f"{there}/federation", "console": f"{there}/console",
            "webIdentity": {"audience": AUDIENCE}, "roles": {role_arn("Here"): THERE, role_arn("Alone"): THERE}})
    broker.make_key_ring()
    return broker.start(), idp


@pytest.fixture(scope="module")
def by_tokens(sallyport, tmp_path_factory):
    port = free_port()
    broker, idp = front_by_tokens(tmp_path_factory.mktemp("tokens"), port, tmp_path_factory.mktemp("idp"))
    here_site = Site(broker)
    root = here_site.identity(broker.make_root_key(ACCOUNT))
    issuer = root.iam.enable_outbound_web_identity_federation()["IssuerIdentifier"]
    assert issuer == f"https://{ISSUER_NAME}"
    with urllib.request.urlopen(f"{broker.url}/oidc/{ACCOUNT}/.well-known/jwks.json") as answer:
        keys = answer.read().decode()
    aws = Broker(tmp_path_factory.mktemp("aws"), port=port)
    aws.write_configuration(providers=[], roles=[], token_issuer=PublishedKeys(issuer, AUDIENCE, keys))
    aws.make_key_ring()
    aws.start()
    site = Site(aws)
    site.identity(aws.make_root_key(ACCOUNT)).iam.create_role(
        RoleName="There", AssumeRolePolicyDocument=trust(
            {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER_NAME}"},
            ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
            {"StringEquals": {f"{ISSUER_NAME}:aud": AUDIENCE, f"{ISSUER_NAME}:sub": role_arn("Here")}}))
    yield site, broker, idp, root
    aws.stop()
    broker.stop()


def test_a_token_takes_the_place_of_keys(by_tokens):
    aws, broker, idp, _ = by_tokens
    given = broker.assume_role_with_saml(
        here(idp, attributes={"PrincipalTag:Team": ["video + sound"], "TransitiveTagKeys": ["Team"]}),
        role_arn("Here"), provider_arn("idp"))
    identity = aws.broker.get_caller_identity(given)
    assert identity["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/There/gina"
    there = [record for record in aws.broker.audit_records()
             if record["eventName"] == "AssumeRoleWithWebIdentity"][-1]
    assert there["responseElements"]["subjectFromWebIdentityToken"] == role_arn("Here")
    assert there["requestParameters"]["principalTags"] == {"Team": "video + sound"}
    record = [record for record in broker.audit_records() if record["eventName"] == "AssumeRoleWithSAML"][-1]
    assert record["additionalEventData"]["upstream"] == {
        "endpoint": aws.broker.url, "roleArn": THERE, "requestId": there["requestID"]}
    for file in (broker.audit_file, broker.directory / "serve.log"):
        text = file.read_text()
        # "eyJ" is how every token begins.
        for secret in (given.secret_access_key, given.session_token, "eyJ"):
            assert secret not in text


def test_with_a_token_a_browser_comes_to_the_console(by_tokens):
    aws, broker, idp, _ = by_tokens
    browser = Browser()
    page = broker.post_response(browser, {"SAMLResponse": here(idp, session_name="harry", subject="harry")})
    assert page.status == 302 and page.location.startswith(f"{aws.broker.url}/federation?"), page.text
    signed_in = browser.get(page.location)
    assert signed_in.status == 302 and signed_in.location == f"{aws.broker.url}/console"
    console = browser.get(signed_in.location)
    assert "There" in console.text and "harry" in console.text


def test_another_subject_is_refused_there(by_tokens):
    """Another role of the account, and a user of the account with a token that it asked for itself."""
    aws, broker, idp, root = by_tokens
    with pytest.raises(QueryError) as error:
        broker.assume_role_with_saml(
            idp.response(role_arn("Alone"), provider_arn("idp")), role_arn("Alone"), provider_arn("idp"))
    assert error.value.code == "AccessDenied"
    assert f"{ISSUER_NAME}:sub is {role_arn('Alone')}" in json.dumps(broker.audit_records()[-1])
    root.iam.create_user(UserName="mallory")
    root.iam.put_user_policy(UserName="mallory", PolicyName="ask", PolicyDocument=document(
        allow("sts:GetWebIdentityToken")))
    key = root.iam.create_access_key(UserName="mallory")["AccessKey"]
    mallory = root.site.identity(Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
    token = mallory.sts.get_web_identity_token(Audience=[AUDIENCE], SigningAlgorithm="RS256")["WebIdentityToken"]
    refused(aws.client("sts", None).assume_role_with_web_identity, "AccessDenied",
            RoleArn=THERE, RoleSessionName="gina", WebIdentityToken=token)


def test_until_tokens_are_enabled_nothing_is_used_up(by_tokens, tmp_path):
    aws, *_ = by_tokens
    (tmp_path / "front").mkdir()
    broker, idp = front_by_tokens(tmp_path / "front", aws.broker.port, tmp_path / "idp")
    try:
        response = here(idp)
        asked = len(aws.broker.audit_records())
        for _ in range(2):
            with pytest.raises(QueryError) as error:
                broker.assume_role_with_saml(response, role_arn("Here"), provider_arn("idp"))
            assert error.value.code == "ServiceUnavailable"
        assert "EnableOutboundWebIdentityFederation" in json.dumps(broker.audit_records()[-1])
        Site(broker).identity(broker.make_root_key(ACCOUNT)).iam.enable_outbound_web_identity_federation()
        # The same response is asked with now; the keys are others than the ones that are trusted there.
        with pytest.raises(QueryError) as error:
            broker.assume_role_with_saml(response, role_arn("Here"), provider_arn("idp"))
        assert "asked 3 times; AWS must be able to read" in json.dumps(broker.audit_records()[-1])
        assert len(aws.broker.audit_records()) > asked
    finally:
        broker.stop()
