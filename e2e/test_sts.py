"""The Security Token Service through boto3."""

import datetime
import json
import secrets
import string

import pytest
from signxml import CanonicalizationMethod

from support.accounts import (
    OTHER_ACCOUNT, allow, credentials_of, deny, document, refused, trust, trust_account,
)
from support.broker import ACCOUNT, provider_arn
from support.saml import with_flipped, with_replaced
from support.shapes import absent
from support.signing_idp import AUTHENTICATION_FAILED

ASSUME = allow(["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"])
HOUR = datetime.timedelta(hours=1)


def life(reply: dict) -> datetime.timedelta:
    return reply["Credentials"]["Expiration"] - datetime.datetime.now(datetime.timezone.utc)


def lives(reply: dict, seconds: int) -> bool:
    return abs(life(reply) - datetime.timedelta(seconds=seconds)) < datetime.timedelta(seconds=60)


def assumed(site, user, role, name="me", **more):
    return site.identity(credentials_of(user.sts.assume_role(RoleArn=role, RoleSessionName=name, **more)))


# AssumeRole

def test_assume_role(site, iam, new_user, new_role):
    role = new_role(allow("iam:ListUsers"), trust_policy=trust(
        {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, ["sts:AssumeRole", "sts:SetSourceIdentity"]))
    reply = new_user(ASSUME).sts.assume_role(
        RoleArn=role, RoleSessionName="me", SourceIdentity="alice", Policy=document(allow("iam:*")))
    assert absent(site.client("sts", None), "AssumeRole", reply) == set()
    name = role.rpartition("/")[2]
    assert reply["AssumedRoleUser"] == {
        "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{name}/me",
        "AssumedRoleId": f"{iam.get_role(RoleName=name)['Role']['RoleId']}:me"}
    assert reply["SourceIdentity"] == "alice" and 0 < reply["PackedPolicySize"] <= 100
    assert reply["Credentials"]["AccessKeyId"].startswith("ASIA") and lives(reply, 3600)

    session = site.identity(credentials_of(reply))
    identity = session.sts.get_caller_identity()
    assert identity["Arn"] == reply["AssumedRoleUser"]["Arn"]
    assert identity["UserId"] == reply["AssumedRoleUser"]["AssumedRoleId"]
    session.iam.list_users()
    refused(session.iam.list_roles, "AccessDenied")


def test_who_may_assume_a_role(new_user, new_role, root):
    """A trust policy that names the user suffices; when it names the account, the user's policies decide."""
    role = new_role()
    user = new_user()
    message = refused(user.sts.assume_role, "AccessDenied", RoleArn=role, RoleSessionName="me")
    assert message.startswith(f"User: {user.arn} is not authorized to perform: sts:AssumeRole on resource: {role}")
    new_user(ASSUME).sts.assume_role(RoleArn=role, RoleSessionName="me")
    named = new_role(trust_policy=trust({"AWS": user.arn}))
    user.sts.assume_role(RoleArn=named, RoleSessionName="me")
    refused(new_user(ASSUME).sts.assume_role, "AccessDenied", RoleArn=named, RoleSessionName="me")
    refused(new_user(ASSUME, deny("sts:AssumeRole", role)).sts.assume_role, "AccessDenied", RoleArn=role,
            RoleSessionName="me")
    refused(new_user(ASSUME).sts.assume_role, "AccessDenied", RoleArn=f"arn:aws:iam::{ACCOUNT}:role/nobody",
            RoleSessionName="me")
    # AWS: roles may not be assumed by root accounts.
    refused(root.sts.assume_role, "AccessDenied", RoleArn=role, RoleSessionName="me")


def test_role_of_another_account(site, other_root, new_user, new_role):
    """Both sides have to agree."""
    role = new_role(allow("iam:ListRoles"), trust_policy=trust_account(OTHER_ACCOUNT))
    refused(new_user(ASSUME).sts.assume_role, "AccessDenied", RoleArn=role, RoleSessionName="me")
    stranger = new_user(ASSUME, account=other_root)
    session = assumed(site, stranger, role)
    assert session.sts.get_caller_identity()["Account"] == ACCOUNT
    assert role in [one["Arn"] for page in session.iam.get_paginator("list_roles").paginate() for one in page["Roles"]]
    refused(new_user(account=other_root).sts.assume_role, "AccessDenied", RoleArn=role, RoleSessionName="me")


def test_external_id(new_user, new_role):
    role = new_role(trust_policy=trust_account(condition={"StringEquals": {"sts:ExternalId": "abc123"}}))
    user = new_user(ASSUME)
    user.sts.assume_role(RoleArn=role, RoleSessionName="me", ExternalId="abc123")
    for wrong in ({}, {"ExternalId": "abc124"}):
        refused(user.sts.assume_role, "AccessDenied", RoleArn=role, RoleSessionName="me", **wrong)
    refused(user.sts.assume_role, "ValidationError", RoleArn=role, RoleSessionName="me", ExternalId="a b")


def test_durations(new_user, new_role):
    user, role = new_user(ASSUME), new_role(MaxSessionDuration=7200)
    assert lives(user.sts.assume_role(RoleArn=role, RoleSessionName="me", DurationSeconds=900), 900)
    assert lives(user.sts.assume_role(RoleArn=role, RoleSessionName="me", DurationSeconds=7200), 7200)
    message = refused(user.sts.assume_role, "ValidationError", RoleArn=role, RoleSessionName="me", DurationSeconds=7201)
    assert message.startswith("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")


def test_constraints(new_user, new_role):
    user, role = new_user(ASSUME), new_role()
    assert refused(user.sts.assume_role, "ValidationError", RoleArn=role, RoleSessionName="Session1:2") == (
        "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: [\w+=,.@-]*")
    refused(user.sts.assume_role, "ValidationError", RoleArn="nothing-valid-in-here", RoleSessionName="me")
    refused(user.sts.assume_role, "ValidationError", RoleArn=role, RoleSessionName="x" * 65)


def test_session_policies(site, iam, unique, new_user, new_role):
    """What the role allows and the session's policies allow as well."""
    user, role = new_user(ASSUME), new_role(allow(["iam:ListUsers", "iam:ListGroups"]))
    session = assumed(site, user, role, Policy=document(allow(["iam:ListUsers", "iam:ListRoles"])))
    session.iam.list_users()
    for call in (session.iam.list_groups, session.iam.list_roles):
        message = refused(call, "AccessDenied")
        assert "because no" in message and "policy allows" in message
    arn = iam.create_policy(PolicyName=unique("p"), PolicyDocument=document(allow("iam:ListGroups")))["Policy"]["Arn"]
    session = assumed(site, user, role, PolicyArns=[{"arn": arn}])
    session.iam.list_groups()
    refused(session.iam.list_users, "AccessDenied")
    both = assumed(site, user, role, PolicyArns=[{"arn": arn}], Policy=document(allow("iam:ListUsers")))
    both.iam.list_users()
    both.iam.list_groups()

    refused(user.sts.assume_role, "MalformedPolicyDocumentException", RoleArn=role, RoleSessionName="me", Policy="{")
    with pytest.raises(user.sts.exceptions.ClientError):
        user.sts.assume_role(RoleArn=role, RoleSessionName="me",
                             PolicyArns=[{"arn": f"arn:aws:iam::{ACCOUNT}:policy/nobody"}])


def noise(length: int) -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))


def test_packed_policy_too_large(new_user, new_role):
    user, role = new_user(ASSUME), new_role(
        trust_policy=trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, ["sts:AssumeRole", "sts:TagSession"]))
    large = document(allow("s3:GetObject", [f"arn:aws:s3:::{noise(60)}" for _ in range(20)]))
    tags = [{"Key": noise(128), "Value": noise(256)} for _ in range(50)]
    message = refused(user.sts.assume_role, "PackedPolicyTooLargeException", RoleArn=role, RoleSessionName="me",
                      Policy=large, Tags=tags)
    assert message.endswith("% of allotted space, please use smaller policy.")


def test_session_tags(site, new_user, new_role):
    user = new_user(ASSUME)
    role = new_role(
        allow("iam:ListUsers", condition={"StringEquals": {"aws:PrincipalTag/team": "video"}}), ASSUME,
        trust_policy=trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, ["sts:AssumeRole", "sts:TagSession"]))
    assumed(site, user, role, Tags=[{"Key": "team", "Value": "video"}]).iam.list_users()
    refused(assumed(site, user, role, Tags=[{"Key": "team", "Value": "audio"}]).iam.list_users, "AccessDenied")
    refused(assumed(site, user, role).iam.list_users, "AccessDenied")
    # The role has to let itself be tagged.
    refused(user.sts.assume_role, "AccessDenied", RoleArn=new_role(), RoleSessionName="me",
            Tags=[{"Key": "team", "Value": "video"}])

    def wrong(**more):
        return refused(user.sts.assume_role, "InvalidParameterValue", RoleArn=role, RoleSessionName="me", **more)

    assert wrong(Tags=[{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]) == (
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
    assert wrong(Tags=[{"Key": "a", "Value": "1"}], TransitiveTagKeys=["b"]) == (
        "The specified transitive tag key must be included in the requested tags.")


def test_transitive_tags_pass_through_a_chain(site, new_user, new_role):
    both = ["sts:AssumeRole", "sts:TagSession"]
    anyone = trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, both)
    first = new_role(allow(both), trust_policy=anyone)
    second = new_role(
        allow("iam:ListUsers", condition={"StringEquals": {"aws:PrincipalTag/team": "video"}}),
        allow("iam:ListRoles", condition={"StringEquals": {"aws:PrincipalTag/floor": "3"}}), trust_policy=anyone)
    session = assumed(site, new_user(ASSUME), first, TransitiveTagKeys=["team"],
                      Tags=[{"Key": "team", "Value": "video"}, {"Key": "floor", "Value": "3"}])
    chained = assumed(site, session, second)
    chained.iam.list_users()
    refused(chained.iam.list_roles, "AccessDenied")
    assert refused(session.sts.assume_role, "InvalidParameterValue", RoleArn=second, RoleSessionName="me",
                   Tags=[{"Key": "Team", "Value": "audio"}], TransitiveTagKeys=["Team"]) == (
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key "
        "from the calling session.")


def test_chain_is_limited_to_an_hour(site, new_user, new_role):
    first, second = new_role(ASSUME), new_role(MaxSessionDuration=43200)
    session = assumed(site, new_user(ASSUME), first)
    assert lives(session.sts.assume_role(RoleArn=second, RoleSessionName="me"), 3600)
    refused(session.sts.assume_role, "ValidationError", RoleArn=second, RoleSessionName="me", DurationSeconds=3601)


def test_source_identity(site, new_user, new_role):
    user = new_user(ASSUME)
    trusting = trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, ["sts:AssumeRole", "sts:SetSourceIdentity"])
    role = new_role(ASSUME, allow("iam:ListUsers", condition={"StringEquals": {"aws:SourceIdentity": "alice"}}),
                    trust_policy=trusting)
    session = assumed(site, user, role, SourceIdentity="alice")
    session.iam.list_users()
    # It stays through a chain and cannot be changed there.
    session.sts.assume_role(RoleArn=role, RoleSessionName="me")
    chained = assumed(site, session, role)
    chained.iam.list_users()
    with pytest.raises(session.sts.exceptions.ClientError):
        session.sts.assume_role(RoleArn=role, RoleSessionName="me", SourceIdentity="bob")
    refused(user.sts.assume_role, "AccessDenied", RoleArn=new_role(), RoleSessionName="me", SourceIdentity="alice")


# AssumeRoleWithSAML

def with_saml(role, provider, response, **more):
    return {"RoleArn": role, "PrincipalArn": provider, "SAMLAssertion": response, **more}


def test_assume_role_with_saml(site, anonymous, signing_idp, provider, federated_role):
    role = federated_role(allow("iam:ListUsers"))
    response = signing_idp.response(role, provider, attributes={
        "SourceIdentity": ["gina@example.net"], "PrincipalTag:team": ["video"], "SessionDuration": ["1800"]})
    reply = anonymous.assume_role_with_saml(**with_saml(role, provider, response, Policy=document(
        allow("iam:*"))))
    assert absent(anonymous, "AssumeRoleWithSAML", reply) == set()
    assert reply["Issuer"] == signing_idp.entity_id and reply["SourceIdentity"] == "gina@example.net"
    assert (reply["Subject"], reply["SubjectType"], reply["Audience"]) == ("gina", "persistent", signing_idp.acs)
    assert lives(reply, 1800)
    session = site.identity(credentials_of(reply))
    assert session.arn == reply["AssumedRoleUser"]["Arn"]
    session.iam.list_users()
    refused(session.iam.list_roles, "AccessDenied")
    refused(anonymous.assume_role_with_saml, "InvalidIdentityTokenException",
            **with_saml(role, provider, response))


@pytest.mark.parametrize("algorithm", ["rsa-sha512", "sha256-rsa-MGF1", "sha384-rsa-MGF1", "sha512-rsa-MGF1"])
def test_signature_algorithms(anonymous, signing_idp, provider, federated_role, algorithm):
    role = federated_role()
    response = signing_idp.response(role, provider, algorithm=algorithm)
    assert anonymous.assume_role_with_saml(**with_saml(role, provider, response))
    weak = signing_idp.response(role, provider, algorithm="sha224-rsa-MGF1")
    for wrong in (with_flipped(response, "SignatureValue"), weak):
        refused(anonymous.assume_role_with_saml, "InvalidIdentityTokenException", **with_saml(role, provider, wrong))


#: What a canonical form writes otherwise than people do.
TEXTS = ["a\tb", "line\nline", "a\rb", "<&>\"'", "\u00e9 \u65e5\u672c \U0001d518", " between blanks ", "]]>", ""]
FORMS = [method.value for method in CanonicalizationMethod]


@pytest.mark.parametrize("form", FORMS)
def test_canonical_forms_as_lxml_writes_them(anonymous, signing_idp, provider, federated_role, form):
    role = federated_role()
    response = signing_idp.response(role, provider, others={"urn:<&'\"\t\n>": TEXTS, "urn:\u00e4": [" "]}, form=form)
    assert anonymous.assume_role_with_saml(**with_saml(role, provider, response))
    changed = with_replaced(response, b"between blanks ", b"between blanks")
    refused(anonymous.assume_role_with_saml, "InvalidIdentityTokenException", **with_saml(role, provider, changed))


def test_refusals_of_responses(anonymous, signing_idp, provider, federated_role):
    role = federated_role()

    def wrong(exception, **more):
        return refused(anonymous.assume_role_with_saml, exception, **with_saml(
            role, provider, signing_idp.response(role, provider, **more)))

    wrong("IDPRejectedClaimException", status=AUTHENTICATION_FAILED)
    assert wrong("ExpiredTokenException", age=600) == "Token must be redeemed within 5 minutes of issuance"
    assert wrong("InvalidIdentityTokenException", audience="https://elsewhere.example.org") == (
        "Response does not contain the required audience.")
    assert wrong("InvalidIdentityTokenException", session_name="a b").startswith("RoleSessionName in AuthnResponse")
    wrong("InvalidParameterValue", attributes={"PrincipalTag:a": ["1"], "PrincipalTag:A": ["2"]})
    good = signing_idp.response(role, provider)
    refused(anonymous.assume_role_with_saml, "InvalidIdentityTokenException",
            **with_saml(role, provider_arn("nobody"), good))
    refused(anonymous.assume_role_with_saml, "MalformedPolicyDocumentException",
            **with_saml(role, provider, good, Policy="{"))
    refused(anonymous.assume_role_with_saml, "ValidationError",
            **with_saml(role, provider, good, DurationSeconds=3601))
    anonymous.assume_role_with_saml(**with_saml(role, provider, good))


def test_packed_policy_of_a_response(anonymous, signing_idp, provider, federated_role):
    role = federated_role()
    tags = {f"PrincipalTag:{noise(100)}": [noise(250)] for _ in range(40)}
    refused(anonymous.assume_role_with_saml, "PackedPolicyTooLargeException", **with_saml(
        role, provider, signing_idp.response(role, provider, attributes=tags)))


def test_trust_policy_on_saml_attributes(anonymous, signing_idp, provider, new_role):
    role = new_role(trust_policy=trust(
        {"Federated": provider}, "sts:AssumeRoleWithSAML", {"StringEquals": {"saml:sub": "gina"}}))
    anonymous.assume_role_with_saml(
        **with_saml(role, provider, signing_idp.response(role, provider, subject="gina")))
    refused(anonymous.assume_role_with_saml, "AccessDenied",
            **with_saml(role, provider, signing_idp.response(role, provider, subject="hugo")))


def test_saml_session_in_a_chain(site, anonymous, signing_idp, provider, federated_role, new_role):
    first, second = federated_role(ASSUME, MaxSessionDuration=43200), new_role(allow("iam:ListUsers"))
    session = site.identity(credentials_of(anonymous.assume_role_with_saml(**with_saml(
        first, provider, signing_idp.response(first, provider)))))
    assumed(site, session, second).iam.list_users()
    refused(session.sts.assume_role, "ValidationError", RoleArn=second, RoleSessionName="me", DurationSeconds=7200)


# GetFederationToken, GetSessionToken

def test_federation_token(site, new_user):
    user = new_user(allow(["sts:GetFederationToken", "iam:ListUsers"]))
    reply = user.sts.get_federation_token(Name="guest", Policy=document(allow("iam:*")), DurationSeconds=900)
    assert absent(user.sts, "GetFederationToken", reply) == set()
    assert reply["FederatedUser"] == {
        "FederatedUserId": f"{ACCOUNT}:guest", "Arn": f"arn:aws:sts::{ACCOUNT}:federated-user/guest"}
    assert lives(reply, 900)
    guest = site.identity(credentials_of(reply))
    assert guest.arn == f"arn:aws:sts::{ACCOUNT}:federated-user/guest"
    # These credentials can neither call IAM, whatever the policies say, nor STS but for GetCallerIdentity.
    refused(guest.iam.list_users, "InvalidClientTokenId")
    for call, more in [(guest.sts.get_federation_token, {"Name": "other"}), (guest.sts.get_session_token, {}),
                       (guest.sts.assume_role, {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/x", "RoleSessionName": "me"})]:
        refused(call, "AccessDenied", **more)


def test_federation_tokens_that_are_refused(root, new_user, new_session):
    refused(new_user().sts.get_federation_token, "AccessDenied", Name="guest")
    user = new_user(allow("sts:GetFederationToken"))
    refused(user.sts.get_federation_token, "MalformedPolicyDocumentException", Name="guest", Policy="{")
    refused(user.sts.get_federation_token, "ValidationError", Name="a b")
    refused(user.sts.get_federation_token, "ValidationError", Name="guest", DurationSeconds=129601)
    refused(new_session(allow("*")).sts.get_federation_token, "AccessDenied", Name="guest")
    assert lives(user.sts.get_federation_token(Name="guest"), 43200)
    assert lives(root.sts.get_federation_token(Name="guest"), 3600)


def test_session_token(site, new_user, new_role, new_session, root):
    user = new_user(ASSUME, allow("iam:ListUsers"))
    reply = user.sts.get_session_token()
    assert absent(user.sts, "GetSessionToken", reply) == set()
    assert lives(reply, 43200)
    session = site.identity(credentials_of(reply))
    assert session.arn == user.arn
    refused(session.iam.list_users, "InvalidClientTokenId")
    assumed(site, session, new_role())
    for call, more in [(session.sts.get_session_token, {}), (session.sts.get_federation_token, {"Name": "guest"})]:
        refused(call, "AccessDenied", **more)
    refused(new_session(allow("*")).sts.get_session_token, "AccessDenied")
    refused(user.sts.get_session_token, "ValidationError", DurationSeconds=129601)
    refused(user.sts.get_session_token, "AccessDenied", SerialNumber=f"arn:aws:iam::{ACCOUNT}:mfa/nobody",
            TokenCode="123456")
    assert lives(root.sts.get_session_token(), 3600)


# The rest

def test_caller_identity(site, root, new_user):
    identity = root.sts.get_caller_identity()
    assert (identity["Arn"], identity["UserId"]) == (f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT)
    assert absent(root.sts, "GetCallerIdentity", identity) == set()
    # Nothing can forbid it.
    user = new_user(deny("*"))
    assert user.sts.get_caller_identity()["UserId"].startswith("AIDA")
    with pytest.raises(site.client("sts", None).exceptions.ClientError) as raised:
        site.client("sts", None).get_caller_identity()
    assert raised.value.response["Error"]["Code"] == "MissingAuthenticationToken"


def test_access_key_info(root, new_user, new_session):
    user, session = new_user(allow("sts:GetAccessKeyInfo")), new_session()
    for key in (user, session, root):
        reply = user.sts.get_access_key_info(AccessKeyId=key.credentials.access_key_id)
        assert reply["Account"] == ACCOUNT
    refused(user.sts.get_access_key_info, "ValidationError", AccessKeyId="not-an-access-key")


def test_decode_authorization_message(site, new_user, new_role):
    user = new_user(allow("sts:DecodeAuthorizationMessage"))
    refused(user.sts.decode_authorization_message, "InvalidAuthorizationMessageException", EncodedMessage="nonsense")
    message = encoded_message(site, new_user())
    decoded = json.loads(user.sts.decode_authorization_message(EncodedMessage=message)["DecodedMessage"])
    assert decoded["allowed"] is False and decoded["explicitDeny"] is False
    assert decoded["context"]["action"].lower() == "iam:listusers"
    refused(new_user().sts.decode_authorization_message, "AccessDenied", EncodedMessage=message)


def encoded_message(site, user) -> str:
    """The encoded message that comes with a refusal."""
    with pytest.raises(user.iam.exceptions.ClientError) as raised:
        user.iam.list_users()
    text = raised.value.response["Error"]["Message"]
    headers = raised.value.response["ResponseMetadata"]["HTTPHeaders"]
    for header in headers:
        if "authorization-message" in header:
            return headers[header]
    assert "Encoded authorization failure message: " in text, (text, headers)
    return text.rpartition("Encoded authorization failure message: ")[2].strip()
