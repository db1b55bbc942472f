"""What was acknowledged survives `kill -9`."""

import subprocess
import time

import pytest

from support.accounts import OTHER_ACCOUNT, Site, allow, credentials_of, deny, document, refused, trust, trust_provider
from support.broker import ACCOUNT, Broker, Credentials, executable
from support.signing_idp import SigningIdP
from support.totp import Authenticator


@pytest.fixture
def site(sallyport, tmp_path):
    """A broker of this test's own."""
    broker = Broker(tmp_path / "broker")
    broker.directory.mkdir()
    broker.write_configuration(providers=[], roles=[], more_accounts=[OTHER_ACCOUNT])
    broker.make_key_ring()
    broker.start()
    yield Site(broker)
    broker.stop()


@pytest.fixture
def root(site):
    return site.identity(site.broker.make_root_key(ACCOUNT))


def restart(site):
    site.broker.kill()
    site.broker.start()


def test_everything_acknowledged_is_there(site, root, tmp_path):
    iam = root.iam
    idp = SigningIdP(tmp_path / "idp", site.broker.acs, site.broker.entity_id)
    provider = iam.create_saml_provider(Name="idp", SAMLMetadataDocument=idp.metadata())["SAMLProviderArn"]
    policy = iam.create_policy(PolicyName="lists", PolicyDocument=document(allow("iam:List*")))["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=policy, PolicyDocument=document(allow("iam:ListUsers")), SetAsDefault=True)
    iam.create_user(UserName="alice", Path="/staff/", Tags=[{"Key": "team", "Value": "video"}])
    iam.attach_user_policy(UserName="alice", PolicyArn=policy)
    iam.put_user_policy(UserName="alice", PolicyName="own", PolicyDocument=document(allow("sts:*")))
    keys = [iam.create_access_key(UserName="alice")["AccessKey"] for _ in range(2)]
    iam.update_access_key(UserName="alice", AccessKeyId=keys[1]["AccessKeyId"], Status="Inactive")
    iam.create_group(GroupName="editors")
    iam.add_user_to_group(GroupName="editors", UserName="alice")
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]
    app = Authenticator(device["Base32StringSeed"])
    first, second = app.passwords()
    iam.enable_mfa_device(UserName="alice", SerialNumber=device["SerialNumber"], AuthenticationCode1=first,
                          AuthenticationCode2=second)
    role = iam.create_role(RoleName="Editor", AssumeRolePolicyDocument=trust_provider(provider))["Role"]
    iam.attach_role_policy(RoleName="Editor", PolicyArn=policy)
    anonymous = site.client("sts", None)
    response = idp.response(role["Arn"], provider)
    given = anonymous.assume_role_with_saml(RoleArn=role["Arn"], PrincipalArn=provider, SAMLAssertion=response)
    session = site.identity(credentials_of(given))
    alice = site.identity(Credentials(keys[0]["AccessKeyId"], keys[0]["SecretAccessKey"]))
    inactive = site.identity(Credentials(keys[1]["AccessKeyId"], keys[1]["SecretAccessKey"]))

    def state() -> dict:
        return without_metadata({
            "user": iam.get_user(UserName="alice"), "role": iam.get_role(RoleName="Editor"),
            "provider": iam.get_saml_provider(SAMLProviderArn=provider), "policy": iam.get_policy(PolicyArn=policy),
            "group": iam.get_group(GroupName="editors"), "devices": iam.list_mfa_devices(UserName="alice"),
            "keys": iam.list_access_keys(UserName="alice"), "summary": iam.get_account_summary(),
            "own": iam.get_user_policy(UserName="alice", PolicyName="own"),
        })

    before = state()
    restart(site)
    assert state() == before
    alice.iam.list_users()
    refused(alice.iam.list_roles, "AccessDenied")
    refused(inactive.sts.get_caller_identity, "InvalidClientTokenId")
    session.iam.list_users()
    refused(anonymous.assume_role_with_saml, "InvalidIdentityTokenException",
            RoleArn=role["Arn"], PrincipalArn=provider, SAMLAssertion=response)
    # Nor does a one-time password work again.
    refused(alice.sts.get_session_token, "AccessDenied", SerialNumber=device["SerialNumber"], TokenCode=second)
    alice.sts.get_session_token(SerialNumber=device["SerialNumber"], TokenCode=app.next())


def without_metadata(value):
    """A reply without what differs at each call."""
    if isinstance(value, dict):
        return {key: without_metadata(item) for key, item in value.items()
                if key not in ("ResponseMetadata", "RoleLastUsed")}
    return value


def test_revocations_are_there(site, root):
    """Deleted keys, deleted roles and policies that deny stay so."""
    iam = root.iam
    iam.create_user(UserName="bob")
    iam.put_user_policy(UserName="bob", PolicyName="x", PolicyDocument=document(allow("sts:AssumeRole")))
    keys = [iam.create_access_key(UserName="bob")["AccessKey"] for _ in range(2)]
    bob, lost = (site.identity(Credentials(key["AccessKeyId"], key["SecretAccessKey"])) for key in keys)
    trusting = trust({"AWS": f"arn:aws:iam::{ACCOUNT}:user/bob"})
    sessions = {}
    for name in ("Deleted", "Replaced", "Denied"):
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trusting)["Role"]["Arn"]
        sessions[name] = site.identity(credentials_of(bob.sts.assume_role(RoleArn=arn, RoleSessionName="bob")))
        sessions[name].sts.get_caller_identity()
    iam.delete_access_key(UserName="bob", AccessKeyId=keys[1]["AccessKeyId"])
    iam.delete_role(RoleName="Deleted")
    iam.delete_role(RoleName="Replaced")
    iam.create_role(RoleName="Replaced", AssumeRolePolicyDocument=trusting)
    iam.put_role_policy(RoleName="Denied", PolicyName="AWSRevokeOlderSessions", PolicyDocument=document(
        deny("*", condition={"DateLessThan": {"aws:TokenIssueTime": "2099-01-01T00:00:00Z"}}), allow("iam:ListUsers")))
    restart(site)
    refused(lost.sts.get_caller_identity, "InvalidClientTokenId")
    for name in ("Deleted", "Replaced"):
        refused(sessions[name].sts.get_caller_identity, "InvalidClientTokenId")
    refused(sessions["Denied"].iam.list_users, "AccessDenied")
    bob.sts.get_caller_identity()


def test_root_keys(site, root):
    """At most two; a deleted one stops working without a restart, and stays so after one."""
    second = site.identity(site.broker.make_root_key(ACCOUNT))
    second.sts.get_caller_identity()
    with pytest.raises(subprocess.CalledProcessError):
        site.broker.make_root_key(ACCOUNT)
    subprocess.run([str(executable()), "account", "root-key", "delete", "--config", str(site.broker.configuration),
                    "--account", ACCOUNT, second.credentials.access_key_id], check=True, capture_output=True)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            second.sts.get_caller_identity()
        except second.sts.exceptions.ClientError:
            break
        time.sleep(0.1)
    refused(second.sts.get_caller_identity, "InvalidClientTokenId")
    restart(site)
    refused(second.sts.get_caller_identity, "InvalidClientTokenId")
    root.sts.get_caller_identity()
