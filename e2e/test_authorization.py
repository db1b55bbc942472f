"""Who may do what: every operation refused without a permission and allowed with just its own; boundaries, sessions."""

import time

import boto3
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from support.accounts import REGION, allow, credentials_of, deny, document, refused, trust_account
from support.broker import ACCOUNT, Credentials
from support.operations import IAM, NONE_HERE, OFFERED
from support.requests import minimal

MODELS = {service: boto3.client(service, region_name=REGION, aws_access_key_id="x", aws_secret_access_key="x")
          .meta.service_model for service in OFFERED}
ASSUME = allow(["sts:AssumeRole", "sts:TagSession"])


def code_of(client, operation: str, parameters: dict) -> str | None:
    """The error code of a call; None when it succeeds."""
    try:
        getattr(client, xform_name(operation))(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


@pytest.fixture(scope="module")
def metadata(signing_idp):
    return {"SAMLMetadataDocument": signing_idp.metadata()}


@pytest.fixture(scope="module")
def powerless(site, root):
    """A user without any policy."""
    root.iam.create_user(UserName="powerless")
    key = root.iam.create_access_key(UserName="powerless")["AccessKey"]
    return site.identity(Credentials(key["AccessKeyId"], key["SecretAccessKey"]), "powerless")


@pytest.fixture(scope="module")
def changing(site, root):
    """A user whose only policy each test replaces."""
    root.iam.create_user(UserName="changing")
    key = root.iam.create_access_key(UserName="changing")["AccessKey"]
    return site.identity(Credentials(key["AccessKeyId"], key["SecretAccessKey"]), "changing")


def test_the_model_has_every_operation_that_is_offered():
    for service, offered in OFFERED.items():
        assert offered <= set(MODELS[service].operation_names)


@pytest.mark.parametrize("operation", sorted(IAM))
def test_without_a_policy(powerless, metadata, operation):
    message = refused(getattr(powerless.iam, xform_name(operation)), "AccessDenied",
                      **minimal(MODELS["iam"].operation_model(operation), metadata))
    assert message.startswith(
        f"User: arn:aws:iam::{ACCOUNT}:user/powerless is not authorized to perform: iam:{operation} on resource: ")
    assert message.endswith(f" because no identity-based policy allows the iam:{operation} action")


@pytest.mark.parametrize("operation", sorted(IAM))
def test_with_one_policy(iam, changing, metadata, operation):
    """Allowed that one operation, whatever comes of it, and no other."""
    iam.put_user_policy(UserName="changing", PolicyName="permissions",
                        PolicyDocument=document(allow([f"iam:{operation}", "iam:PassRole"])))
    parameters = minimal(MODELS["iam"].operation_model(operation), metadata)
    assert code_of(changing.iam, operation, parameters) != "AccessDenied"
    other = "ListUsers" if operation != "ListUsers" else "ListRoles"
    assert code_of(changing.iam, other, {}) == "AccessDenied"
    undo(iam, operation)
    iam.put_user_policy(UserName="changing", PolicyName="permissions",
                        PolicyDocument=document(allow("*"), deny(f"iam:{operation}")))
    message = refused(getattr(changing.iam, xform_name(operation)), "AccessDenied", **parameters)
    assert message.endswith(" with an explicit deny in an identity-based policy")


def undo(iam, operation: str) -> None:
    """Removes what a call with made-up parameters has made."""
    made = {"CreateUser": (iam.delete_user, {"UserName": "nobody"}),
            "CreateRole": (iam.delete_role, {"RoleName": "nobody"}),
            "CreateGroup": (iam.delete_group, {"GroupName": "nobody"}),
            "CreatePolicy": (iam.delete_policy, {"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/nobody"}),
            "CreateSAMLProvider": (iam.delete_saml_provider,
                                   {"SAMLProviderArn": f"arn:aws:iam::{ACCOUNT}:saml-provider/nobody"}),
            "CreateInstanceProfile": (iam.delete_instance_profile, {"InstanceProfileName": "nobody"}),
            "UpdateAccountPasswordPolicy": (iam.delete_account_password_policy, {}),
            "EnableOutboundWebIdentityFederation": (iam.disable_outbound_web_identity_federation, {}),
            "CreateVirtualMFADevice": (iam.delete_virtual_mfa_device,
                                       {"SerialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/nobody"}),
            "CreateServiceLinkedRole": (iam.delete_service_linked_role,
                                        {"RoleName": "AWSServiceRoleForMediaTailor"})}
    if operation not in made:
        return
    call, parameters = made[operation]
    task = call(**parameters).get("DeletionTaskId")
    # The role is gone when its deletion is said to be over.
    while task and iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] != "SUCCEEDED":
        time.sleep(0.1)


@pytest.mark.parametrize("service", sorted(OFFERED))
def test_operations_that_are_not_offered(root, service):
    """AWS has them, so the caller has made no mistake: NotImplemented, with HTTP status 501."""
    client = getattr(root, service)
    for operation in sorted(set(MODELS[service].operation_names) - OFFERED[service]):
        model = MODELS[service].operation_model(operation)
        with pytest.raises(ClientError) as raised:
            getattr(client, xform_name(operation))(**minimal(model))
        answer = raised.value.response
        assert answer["Error"]["Code"] == "NotImplemented", (operation, answer["Error"])
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 501
        assert operation in answer["Error"]["Message"]


def test_resources(iam, new_user, new_role):
    """A permission is for what its Resource names."""
    mine, other = new_role(Path="/mine/"), new_role()
    user = new_user(allow("iam:GetRole", f"arn:aws:iam::{ACCOUNT}:role/mine/*"))
    user.iam.get_role(RoleName=mine.rpartition("/")[2])
    message = refused(user.iam.get_role, "AccessDenied", RoleName=other.rpartition("/")[2])
    assert f"on resource: {other} " in message


def test_policy_variables(new_user, new_role):
    """A user may change its own keys, and nobody else's."""
    user = new_user(allow("iam:*AccessKey*", f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"))
    assert len(user.iam.list_access_keys(UserName=user.name)["AccessKeyMetadata"]) == 1
    refused(user.iam.list_access_keys, "AccessDenied", UserName=new_user().name)


def test_condition_on_the_boundary(iam, unique, new_user):
    """Whoever may make roles only with a boundary cannot make one without."""
    boundary = iam.create_policy(PolicyName=unique("p"), PolicyDocument=document(allow("s3:*")))["Policy"]["Arn"]
    user = new_user(allow("iam:CreateRole", condition={"StringEquals": {"iam:PermissionsBoundary": boundary}}))
    made = {"RoleName": unique("role"), "AssumeRolePolicyDocument": trust_account()}
    refused(user.iam.create_role, "AccessDenied", **made)
    user.iam.create_role(**made, PermissionsBoundary=boundary)


def test_condition_on_tags(iam, unique, new_user, new_role):
    user = new_user(
        allow(["iam:CreateRole", "iam:TagRole"], condition={"StringEquals": {"aws:RequestTag/team": "video"}}),
        allow("iam:DeleteRole", condition={"StringEquals": {"aws:ResourceTag/team": "video"}}))
    name, policy = unique("role"), trust_account()
    refused(user.iam.create_role, "AccessDenied", RoleName=name, AssumeRolePolicyDocument=policy)
    refused(user.iam.create_role, "AccessDenied", RoleName=name, AssumeRolePolicyDocument=policy,
            Tags=[{"Key": "team", "Value": "audio"}])
    user.iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy, Tags=[{"Key": "team", "Value": "video"}])
    user.iam.delete_role(RoleName=name)
    refused(user.iam.delete_role, "AccessDenied", RoleName=new_role().rpartition("/")[2])


def test_permissions_boundary(iam, unique, new_user):
    """The boundary gives nothing and takes away what it does not name."""
    boundary = iam.create_policy(
        PolicyName=unique("p"), PolicyDocument=document(allow(["iam:ListUsers", "iam:ListGroups"])))["Policy"]["Arn"]
    user = new_user(allow(["iam:ListUsers", "iam:ListRoles"]), PermissionsBoundary=boundary)
    user.iam.list_users()
    assert refused(user.iam.list_roles, "AccessDenied").endswith(
        "because no permissions boundary allows the iam:ListRoles action")
    refused(user.iam.list_groups, "AccessDenied")
    iam.delete_user_permissions_boundary(UserName=user.name)
    user.iam.list_roles()


def test_session_policy(new_session):
    session = new_session(allow(["iam:ListUsers", "iam:ListRoles"]), Policy=document(allow("iam:ListUsers")))
    session.iam.list_users()
    assert refused(session.iam.list_roles, "AccessDenied").endswith(
        "because no session policy allows the iam:ListRoles action")


def test_changes_hold_at_once(iam, unique, new_user):
    user = new_user()
    arn = iam.create_policy(PolicyName=unique("p"), PolicyDocument=document(allow("iam:ListUsers")))["Policy"]["Arn"]
    refused(user.iam.list_users, "AccessDenied")
    iam.attach_user_policy(UserName=user.name, PolicyArn=arn)
    user.iam.list_users()
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=document(allow("iam:ListRoles")), SetAsDefault=True)
    refused(user.iam.list_users, "AccessDenied")
    user.iam.list_roles()
    iam.detach_user_policy(UserName=user.name, PolicyArn=arn)
    refused(user.iam.list_roles, "AccessDenied")


def test_nothing_crosses_accounts(root, other_root, new_role, new_user):
    """What one account has cannot be seen or named by another's root."""
    role = new_role().rpartition("/")[2]
    user = new_user().name
    refused(other_root.iam.get_role, "NoSuchEntityException", RoleName=role)
    refused(other_root.iam.delete_role, "NoSuchEntityException", RoleName=role)
    refused(other_root.iam.put_role_policy, "NoSuchEntityException", RoleName=role, PolicyName="x",
            PolicyDocument=document(allow("*")))
    refused(other_root.iam.create_access_key, "NoSuchEntityException", UserName=user)
    assert role not in str(other_root.iam.list_roles())
    assert root.iam.get_role(RoleName=role)


def test_deleted_user(iam, new_user):
    user = new_user(allow("*"))
    session = user.sts.get_session_token()
    iam.delete_user_policy(UserName=user.name, PolicyName="permissions")
    iam.delete_access_key(UserName=user.name, AccessKeyId=user.credentials.access_key_id)
    iam.delete_user(UserName=user.name)
    refused(user.sts.get_caller_identity, "InvalidClientTokenId")
    gone = user.site.identity(credentials_of(session))
    refused(gone.sts.get_caller_identity, "InvalidClientTokenId")
    # Nor does the next user of that name give them life.
    iam.create_user(UserName=user.name)
    refused(gone.sts.get_caller_identity, "InvalidClientTokenId")


def test_sessions_before_an_instant_can_be_denied(iam, new_session):
    """The policy that the console of AWS writes to revoke sessions."""
    session = new_session(allow("iam:ListUsers"))
    session.iam.list_users()
    revoke = {"DateLessThan": {"aws:TokenIssueTime": "2099-01-01T00:00:00Z"}}
    iam.put_role_policy(RoleName=session.name, PolicyName="AWSRevokeOlderSessions",
                        PolicyDocument=document(deny("*", condition=revoke)))
    refused(session.iam.list_users, "AccessDenied")


def test_the_region_of_the_signature_counts(iam, new_session):
    """The policy that keeps people to the regions of their company."""
    session = new_session(allow("iam:ListUsers"))
    for region, is_denied in [(REGION, False), ("eu-central-1", True)]:
        elsewhere = deny("*", condition={"StringNotEquals": {"aws:RequestedRegion": region}})
        iam.put_role_policy(RoleName=session.name, PolicyName="regions", PolicyDocument=document(elsewhere))
        if is_denied:
            refused(session.iam.list_users, "AccessDenied")
        else:
            session.iam.list_users()


def test_every_operation_was_called(request, site):
    """Each offered operation succeeded once and was refused once for more than a missing permission."""
    files = {item.path.name for item in request.session.items}
    everything = {path.name for path in request.path.parent.glob("test_*.py")}
    if not everything <= files or request.config.option.keyword:
        pytest.skip("not everything was run")
    harmless = {"AccessDenied", "NotImplemented", "InvalidClientTokenId"}
    offered = {(service, name) for service, names in OFFERED.items() for name in names}
    assert sorted(offered - {("iam", name) for name in NONE_HERE} - site.calls.succeeded) == []
    # These have no parameters that could be wrong, and find nothing missing.
    spared = {("iam", "ListSAMLProviders"), ("iam", "ListOpenIDConnectProviders"),
              ("iam", "GetAccountSummary"), ("iam", "GenerateCredentialReport"), ("sts", "GetCallerIdentity")}
    refusals = {called for called, codes in site.calls.failed.items() if codes - harmless}
    assert sorted(offered - spared - refusals) == []
