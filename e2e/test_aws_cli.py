"""The `aws` command against the broker, at least one call of each family of operations."""

import json

import pytest

from support.accounts import REGION, allow, document, trust_account, trust_provider
from support.broker import ACCOUNT, Credentials
from support.command_line import CommandLine
from support.totp import Authenticator


@pytest.fixture
def aws(site, root, tmp_path):
    return CommandLine(site.broker.url, root.credentials, tmp_path)


def test_saml_providers(aws, unique, signing_idp):
    name = unique("cli")
    (aws.directory / "metadata.xml").write_text(signing_idp.metadata())
    arn = aws("iam", "create-saml-provider", "--name", name, "--saml-metadata-document", "file://metadata.xml")[
        "SAMLProviderArn"]
    assert "EntityDescriptor" in aws("iam", "get-saml-provider", "--saml-provider-arn", arn)["SAMLMetadataDocument"]
    assert "(NoSuchEntity)" in aws.fails("iam", "get-saml-provider", "--saml-provider-arn", f"{arn}x")
    aws("iam", "delete-saml-provider", "--saml-provider-arn", arn)


def test_roles_and_policies(aws, unique):
    role, policy = unique("cli"), unique("cli")
    (aws.directory / "trust.json").write_text(trust_account())
    (aws.directory / "policy.json").write_text(document(allow("s3:*")))
    made = aws("iam", "create-role", "--role-name", role, "--assume-role-policy-document", "file://trust.json",
               "--tags", "Key=team,Value=video")["Role"]
    assert made["AssumeRolePolicyDocument"] == json.loads(trust_account())
    aws("iam", "put-role-policy", "--role-name", role, "--policy-name", "films",
        "--policy-document", "file://policy.json")
    shown = aws("iam", "get-role-policy", "--role-name", role, "--policy-name", "films")
    assert shown["PolicyDocument"] == json.loads(document(allow("s3:*")))
    arn = aws("iam", "create-policy", "--policy-name", policy, "--policy-document", "file://policy.json")[
        "Policy"]["Arn"]
    aws("iam", "attach-role-policy", "--role-name", role, "--policy-arn", arn)
    assert aws("iam", "list-attached-role-policies", "--role-name", role)["AttachedPolicies"] == [
        {"PolicyName": policy, "PolicyArn": arn}]
    assert role in str(aws("iam", "list-roles", "--page-size", "2"))
    assert aws("iam", "list-roles", "--max-items", "1")["NextToken"]
    assert "(DeleteConflict)" in aws.fails("iam", "delete-role", "--role-name", role)
    # What tools do before they delete a role.
    assert aws("iam", "list-instance-profiles-for-role", "--role-name", role)["InstanceProfiles"] == []
    aws("iam", "detach-role-policy", "--role-name", role, "--policy-arn", arn)
    aws("iam", "delete-role-policy", "--role-name", role, "--policy-name", "films")
    aws("iam", "delete-role", "--role-name", role)


def test_users_groups_and_keys(site, aws, unique, tmp_path):
    user, group = unique("cli"), unique("cli")
    aws("iam", "create-user", "--user-name", user)
    aws("iam", "create-group", "--group-name", group)
    aws("iam", "add-user-to-group", "--group-name", group, "--user-name", user)
    assert [one["UserName"] for one in aws("iam", "get-group", "--group-name", group)["Users"]] == [user]
    key = aws("iam", "create-access-key", "--user-name", user)["AccessKey"]
    own = CommandLine(site.broker.url, Credentials(key["AccessKeyId"], key["SecretAccessKey"]), tmp_path)
    assert own("sts", "get-caller-identity")["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/{user}"
    assert "(AccessDenied)" in own.fails("iam", "list-users")
    assert "(NoSuchEntity)" in aws.fails("iam", "get-user", "--user-name", "nobody")


def test_mfa_device(aws, unique):
    """The command writes the seed to a file."""
    user, device = unique("cli"), unique("cli")
    aws("iam", "create-user", "--user-name", user)
    serial = aws("iam", "create-virtual-mfa-device", "--virtual-mfa-device-name", device, "--bootstrap-method",
                 "Base32StringSeed", "--outfile", "seed.txt")["VirtualMFADevice"]["SerialNumber"]
    first, second = Authenticator((aws.directory / "seed.txt").read_bytes()).passwords()
    aws("iam", "enable-mfa-device", "--user-name", user, "--serial-number", serial, "--authentication-code1", first,
        "--authentication-code2", second)
    listed = aws("iam", "list-mfa-devices", "--user-name", user)["MFADevices"]
    assert [one["SerialNumber"] for one in listed] == [serial]


def test_account(aws):
    assert aws("iam", "list-account-aliases") == {"AccountAliases": ["example"]}
    assert aws("iam", "get-account-summary")["SummaryMap"]["UsersQuota"] == 5000


def test_simulation(aws):
    reply = aws("iam", "simulate-custom-policy", "--policy-input-list", document(allow("s3:Get*")), "--action-names",
                "s3:GetObject", "s3:PutObject")
    assert [one["EvalDecision"] for one in reply["EvaluationResults"]] == ["allowed", "implicitDeny"]
    keys = aws("iam", "get-context-keys-for-custom-policy", "--policy-input-list",
               document(allow("s3:*", "arn:aws:s3:::${aws:username}")))
    assert keys["ContextKeyNames"] == ["aws:username"]


def test_service_linked_role(aws):
    role = aws("iam", "create-service-linked-role", "--aws-service-name", "mediatailor.amazonaws.com")["Role"]
    assert role["RoleName"] == "AWSServiceRoleForMediaTailor"
    task = aws("iam", "delete-service-linked-role", "--role-name", role["RoleName"])["DeletionTaskId"]
    for _ in range(20):
        status = aws("iam", "get-service-linked-role-deletion-status", "--deletion-task-id", task)["Status"]
        if status == "SUCCEEDED":
            break
    assert status == "SUCCEEDED"


def test_assume_role(site, aws, new_user, new_role, tmp_path):
    user = CommandLine(site.broker.url, new_user(allow("sts:AssumeRole")).credentials, tmp_path)
    role = new_role(allow("iam:ListUsers"))
    given = user("sts", "assume-role", "--role-arn", role, "--role-session-name", "cli")["Credentials"]
    session = CommandLine(site.broker.url, Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]),
                          tmp_path)
    assert session("sts", "get-caller-identity")["Arn"].endswith("/cli")
    assert session("iam", "list-users", "--max-items", "1")["Users"]
    assert "(AccessDenied)" in session.fails("iam", "list-roles")


def test_profile_that_assumes_a_role(site, new_user, new_role, tmp_path):
    """The command assumes the role by itself, as people have it in `~/.aws/config`."""
    user, role = new_user(allow("sts:AssumeRole")), new_role()
    (tmp_path / "config").write_text(
        f"[profile films]\nrole_arn = {role}\nsource_profile = base\nregion = {REGION}\n"
        f"endpoint_url = {site.broker.url}\n[profile base]\naws_access_key_id = {user.credentials.access_key_id}\n"
        f"aws_secret_access_key = {user.credentials.secret_access_key}\nendpoint_url = {site.broker.url}\n")
    command = CommandLine(site.broker.url, None, tmp_path)
    command.environment["AWS_CONFIG_FILE"] = str(tmp_path / "config")
    identity = command("sts", "get-caller-identity", "--profile", "films")
    assert f":assumed-role/{role.rpartition('/')[2]}/" in identity["Arn"]


def test_assume_role_with_saml(site, signing_idp, provider, new_role, tmp_path):
    role = new_role(trust_policy=trust_provider(provider))
    command = CommandLine(site.broker.url, None, tmp_path)
    (tmp_path / "response.txt").write_text(signing_idp.response(role, provider))
    arguments = ["sts", "assume-role-with-saml", "--role-arn", role, "--principal-arn", provider, "--saml-assertion",
                 "file://response.txt"]
    assert command(*arguments)["AssumedRoleUser"]["Arn"].endswith("/gina")
    assert "(InvalidIdentityToken)" in command.fails(*arguments)


def test_federation_and_session_tokens(site, new_user, tmp_path):
    user = CommandLine(site.broker.url, new_user(allow("sts:*")).credentials, tmp_path)
    assert user("sts", "get-federation-token", "--name", "guest")["FederatedUser"]["FederatedUserId"].endswith(":guest")
    key = user("sts", "get-session-token", "--duration-seconds", "900")["Credentials"]["AccessKeyId"]
    assert user("sts", "get-access-key-info", "--access-key-id", key)["Account"] == ACCOUNT
    assert "(InvalidAuthorizationMessageException)" in user.fails(
        "sts", "decode-authorization-message", "--encoded-message", "nonsense")
