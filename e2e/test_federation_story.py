"""From the metadata of a real SimpleSAMLphp to a session that its role's deletion ends, all through the API."""

import pytest

from support.accounts import allow, credentials_of, deny, document, refused, trust_provider
from support.broker import ACCOUNT, provider_arn, role_arn
from support.browser import Browser
from support.signing_idp import SigningIdP
from support.simplesamlphp import ASSERTION_SIGNED


@pytest.fixture
def idp(site, simplesamlphp):
    simplesamlphp.trust(site.broker.entity_id, site.broker.acs, ASSERTION_SIGNED)
    return simplesamlphp


def test_story(site, iam, anonymous, idp):
    provider, role = provider_arn("story"), role_arn("StoryEngineer")
    assert iam.create_saml_provider(
        Name="story", SAMLMetadataDocument=idp.metadata())["SAMLProviderArn"] == provider

    def make_role() -> str:
        made = iam.create_role(RoleName="StoryEngineer",
                               AssumeRolePolicyDocument=trust_provider(provider, site.broker.acs))["Role"]
        iam.attach_role_policy(RoleName="StoryEngineer", PolicyArn=policy)
        return made["RoleId"]

    def assume() -> dict:
        posted = idp.sign_in("erin", site.broker.entity_id)
        return anonymous.assume_role_with_saml(RoleArn=role, PrincipalArn=provider, SAMLAssertion=posted.response)

    policy = iam.create_policy(PolicyName="StoryEngineer", PolicyDocument=document(
        allow(["iam:List*", "iam:GetRole"]), deny("iam:ListUsers"),
        allow("iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/${{aws:PrincipalTag/Team}}/*")))["Policy"]["Arn"]
    first = make_role()

    given = assume()
    assert given["AssumedRoleUser"]["AssumedRoleId"] == f"{first}:erin"
    assert (given["Issuer"], given["SourceIdentity"]) == (idp.entity_id, "erin@example.org")
    erin = site.identity(credentials_of(given))
    assert erin.arn == f"arn:aws:sts::{ACCOUNT}:assumed-role/StoryEngineer/erin"

    # What the policy allows, and no more; the tag came with the assertion.
    assert "StoryEngineer" in [one["RoleName"] for one in erin.iam.list_roles()["Roles"]]
    erin.iam.create_user(UserName="story-film", Path="/video/")
    refused(erin.iam.create_user, "AccessDenied", UserName="story-sound", Path="/audio/")
    assert "explicit deny" in refused(erin.iam.list_users, "AccessDenied")
    refused(erin.iam.delete_role, "AccessDenied", RoleName="StoryEngineer")

    # A role of the same name is another role: old credentials stay dead, new ones work.
    iam.detach_role_policy(RoleName="StoryEngineer", PolicyArn=policy)
    refused(erin.iam.list_roles, "AccessDenied")
    iam.delete_role(RoleName="StoryEngineer")
    refused(erin.sts.get_caller_identity, "InvalidClientTokenId")
    second = make_role()
    assert second != first
    refused(erin.sts.get_caller_identity, "InvalidClientTokenId")
    refused(erin.iam.list_roles, "InvalidClientTokenId")
    again = assume()
    assert again["AssumedRoleUser"]["AssumedRoleId"] == f"{second}:erin"
    site.identity(credentials_of(again)).iam.list_roles()

    # The browser's way, with the same provider and role.
    browser = Browser()
    posted = idp.sign_in("erin", site.broker.entity_id, browser=browser)
    page = site.broker.post_response(browser, posted.fields)
    assert page.status == 302, page.text
    console = browser.follow(browser.get(page.location))
    assert "StoryEngineer" in console.text and "erin" in console.text

    # Without the provider nobody comes in, neither way.
    iam.delete_saml_provider(SAMLProviderArn=provider)
    posted = idp.sign_in("erin", site.broker.entity_id)
    message = refused(anonymous.assume_role_with_saml, "InvalidIdentityTokenException", RoleArn=role,
                      PrincipalArn=provider, SAMLAssertion=posted.response)
    assert message.startswith("Specified provider doesn't exist")
    assert site.broker.post_response(Browser(), posted.fields).status >= 400


def test_changed_metadata_counts_at_once(site, iam, anonymous, signing_idp, provider, federated_role, tmp_path):
    """With another key in the metadata, responses of the old one are refused; with the old key back, accepted."""
    role = federated_role()
    stranger = SigningIdP(tmp_path / "stranger", signing_idp.acs, signing_idp.audience)

    def assume(idp):
        return {"RoleArn": role, "PrincipalArn": provider, "SAMLAssertion": idp.response(role, provider)}

    anonymous.assume_role_with_saml(**assume(signing_idp))
    refused(anonymous.assume_role_with_saml, "InvalidIdentityTokenException", **assume(stranger))
    iam.update_saml_provider(SAMLProviderArn=provider, SAMLMetadataDocument=stranger.metadata())
    try:
        assert refused(anonymous.assume_role_with_saml, "InvalidIdentityTokenException",
                       **assume(signing_idp)) == "Response signature invalid"
        anonymous.assume_role_with_saml(**assume(stranger))
    finally:
        iam.update_saml_provider(SAMLProviderArn=provider, SAMLMetadataDocument=signing_idp.metadata())
    anonymous.assume_role_with_saml(**assume(signing_idp))


def test_calls_are_audited_without_secrets(site, iam, new_user):
    user = new_user(allow("iam:ListUsers"))
    user.iam.list_users()
    refused(user.iam.list_roles, "AccessDenied")
    records = site.broker.audit_records()
    mine = {record["eventName"]: record for record in records
            if record.get("userIdentity", {}).get("arn", "").endswith(f":user/{user.name}")}
    assert mine["ListUsers"]["eventSource"] == "iam.amazonaws.com"
    assert mine["ListRoles"]["errorCode"] == "AccessDenied"
    [made] = [record for record in records if record["eventName"] == "CreateAccessKey"
              and record["requestParameters"]["userName"] == user.name]
    assert [(entity["type"], entity["ARN"]) for entity in made["resources"]] == [
        ("AWS::IAM::User", f"arn:aws:iam::{ACCOUNT}:user/{user.name}")]
    assert user.credentials.secret_access_key not in site.broker.audit_file.read_text()
