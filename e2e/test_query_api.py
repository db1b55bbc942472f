"""The Query API as an AWS SDK sees it, with responses of a real SimpleSAMLphp."""

import datetime

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from conftest import provider_arn, role_arn
from support import saml
from support.broker import QueryError
from support.simplesamlphp import ASSERTION_SIGNED

REGION = "us-east-1"


@pytest.fixture
def idp(simplesamlphp, broker):
    simplesamlphp.trust(broker.entity_id, broker.acs, ASSERTION_SIGNED)
    return simplesamlphp


@pytest.fixture
def anonymous(broker):
    return boto3.client("sts", endpoint_url=broker.url, region_name=REGION,
                        config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}))


def with_credentials(broker, given):
    return boto3.client("sts", endpoint_url=broker.url, region_name=REGION,
                        aws_access_key_id=given["AccessKeyId"], aws_secret_access_key=given["SecretAccessKey"],
                        aws_session_token=given["SessionToken"], config=Config(retries={"total_max_attempts": 1}))


def assume(client, response, role="Administrator", **more):
    return client.assume_role_with_saml(
        RoleArn=role_arn(role), PrincipalArn=provider_arn("simplesamlphp"), SAMLAssertion=response, **more)


def error_of(call) -> tuple[str, str]:
    with pytest.raises(ClientError) as raised:
        call()
    error = raised.value.response["Error"]
    return error["Code"], error["Message"]


def test_assume_role_with_saml(idp, broker, anonymous):
    posted = idp.sign_in("alice", broker.entity_id)
    result = assume(anonymous, posted.response)

    assert result["Credentials"]["AccessKeyId"].startswith("ASIA")
    assert result["AssumedRoleUser"]["Arn"] == (
        "arn:aws:sts::123456789012:assumed-role/Administrator/alice@example.org")
    assert result["AssumedRoleUser"]["AssumedRoleId"].endswith(":alice@example.org")
    assert result["Issuer"] == idp.entity_id
    assert result["Audience"] == broker.acs
    assert (result["Subject"], result["SubjectType"]) == ("alice", "persistent")
    # The SessionDuration attribute (1800) shortens what the call may ask for.
    left = result["Credentials"]["Expiration"] - datetime.datetime.now(datetime.timezone.utc)
    assert datetime.timedelta(minutes=28) < left <= datetime.timedelta(minutes=30)


def test_credentials_work(idp, broker, anonymous):
    posted = idp.sign_in("alice", broker.entity_id)
    given = assume(anonymous, posted.response)
    identity = with_credentials(broker, given["Credentials"]).get_caller_identity()
    assert identity["Account"] == "123456789012"
    assert identity["Arn"] == given["AssumedRoleUser"]["Arn"]
    assert identity["UserId"] == given["AssumedRoleUser"]["AssumedRoleId"]


def test_credentials_with_one_wrong_character_do_not(idp, broker, anonymous):
    given = assume(anonymous, idp.sign_in("alice", broker.entity_id).response)["Credentials"]

    def flipped(name, place):
        value = given[name]
        other = "A" if value[place] != "A" else "B"
        return {**given, name: value[:place] + other + value[place + 1:]}

    wrong_secret = with_credentials(broker, flipped("SecretAccessKey", 7))
    assert error_of(wrong_secret.get_caller_identity)[0] == "SignatureDoesNotMatch"
    middle = len(given["SessionToken"]) // 2
    for wrong in (flipped("SessionToken", middle), flipped("AccessKeyId", 12)):
        assert error_of(with_credentials(broker, wrong).get_caller_identity)[0] == "InvalidClientTokenId"


def test_our_own_signer_agrees(idp, broker):
    """The demonstration's signer is not botocore's; both are understood."""
    posted = idp.sign_in("bob", broker.entity_id)
    credentials = broker.assume_role_with_saml(posted.response, role_arn("ReadOnly"), provider_arn("simplesamlphp"))
    assert broker.get_caller_identity(credentials)["Arn"].endswith("assumed-role/ReadOnly/bob")


def test_unsigned_get_caller_identity_is_refused(broker):
    with pytest.raises(QueryError) as raised:
        broker.query("GetCallerIdentity")
    assert (raised.value.status, raised.value.code) == (403, "MissingAuthenticationToken")


def test_body_that_is_too_large_is_refused(anonymous):
    code, message = error_of(lambda: assume(anonymous, "A" * 300_000))
    assert (code, message) == ("RequestEntityTooLarge", "The body is larger than 262144 bytes.")


def test_one_response_serves_each_of_its_roles_once(idp, broker, anonymous):
    posted = idp.sign_in("bob", broker.entity_id)
    assume(anonymous, posted.response, "Administrator")
    assume(anonymous, posted.response, "ReadOnly")
    error_of(lambda: assume(anonymous, posted.response, "ReadOnly"))


def test_one_response_serves_the_browser_and_the_api(idp, broker, anonymous, browser):
    posted = idp.sign_in("alice", broker.entity_id, browser=browser)
    assert broker.post_response(browser, posted.fields).status == 302
    assume(anonymous, posted.response)


def test_tampered_copy_is_refused(idp, broker, anonymous):
    posted = idp.sign_in("alice", broker.entity_id)
    tampered = saml.with_replaced(posted.response, b"alice@example.org", b"admin@example.org")
    assert error_of(lambda: assume(anonymous, tampered)) == ("InvalidIdentityToken", "Response signature invalid")


def test_role_that_the_response_does_not_grant_is_refused(idp, broker, anonymous):
    posted = idp.sign_in("alice", broker.entity_id)
    code, message = error_of(lambda: assume(anonymous, posted.response, "ReadOnly"))
    assert (code, message) == ("AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML")


def test_role_whose_trust_policy_does_not_match_is_refused(idp, broker, anonymous):
    posted = idp.sign_in("dave", broker.entity_id)
    assert error_of(lambda: assume(anonymous, posted.response, "Elsewhere"))[0] == "AccessDenied"


def test_unknown_provider_is_refused(idp, broker, anonymous):
    posted = idp.sign_in("alice", broker.entity_id)
    code, message = error_of(lambda: anonymous.assume_role_with_saml(
        RoleArn=role_arn("Administrator"), PrincipalArn=provider_arn("nobody"), SAMLAssertion=posted.response))
    assert code == "InvalidIdentityToken" and message.startswith("Specified provider doesn't exist")


def test_provider_that_is_not_the_issuers_is_refused(idp, broker, anonymous):
    posted = idp.sign_in("alice", broker.entity_id)
    code, message = error_of(lambda: anonymous.assume_role_with_saml(
        RoleArn=role_arn("Administrator"), PrincipalArn=provider_arn("development"), SAMLAssertion=posted.response))
    assert code == "InvalidIdentityToken" and message.startswith("Issuer not present in specified provider")


def test_longer_than_the_role_allows_is_refused(idp, broker, anonymous):
    posted = idp.sign_in("bob", broker.entity_id)
    code, message = error_of(lambda: assume(anonymous, posted.response, DurationSeconds=7200))
    assert code == "ValidationError"
    assert message.startswith("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
