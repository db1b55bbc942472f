"""Roles through boto3."""

import datetime

import pytest

from support.accounts import OTHER_ACCOUNT, allow, credentials_of, document, refused, trust, trust_account
from support.broker import ACCOUNT, role_arn
from support.shapes import absent


def names(roles: list[dict]) -> list[str]:
    return [role["RoleName"] for role in roles]


@pytest.fixture
def policy(iam, unique):
    """The ARN of a managed policy."""
    return iam.create_policy(PolicyName=unique("policy"), PolicyDocument=document(allow("s3:*")))["Policy"]["Arn"]


def test_life_of_a_role(iam, unique, policy):
    name = unique("role")
    tags = [{"Key": "team", "Value": "video"}]
    made = iam.create_role(
        RoleName=name, Path="/video/edit/", AssumeRolePolicyDocument=trust_account(), Description="Edits film",
        MaxSessionDuration=7200, PermissionsBoundary=policy, Tags=tags)["Role"]
    assert made["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/video/edit/{name}"
    assert made["RoleId"].startswith("AROA")
    shown = iam.get_role(RoleName=name)["Role"]
    assert (shown["Path"], shown["Description"], shown["MaxSessionDuration"]) == ("/video/edit/", "Edits film", 7200)
    assert shown["PermissionsBoundary"] == {
        "PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": policy}
    assert shown["Tags"] == tags
    assert shown["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    assert (shown["RoleId"], shown["CreateDate"]) == (made["RoleId"], made["CreateDate"])

    iam.update_role(RoleName=name, Description="Cuts film", MaxSessionDuration=3600)
    described = iam.update_role_description(RoleName=name, Description="Cuts films")["Role"]
    assert (described["Description"], described["MaxSessionDuration"]) == ("Cuts films", 3600)
    iam.update_assume_role_policy(RoleName=name, PolicyDocument=trust_account(OTHER_ACCOUNT))
    trusted = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]
    assert trusted == {"AWS": f"arn:aws:iam::{OTHER_ACCOUNT}:root"}

    iam.delete_role(RoleName=name)
    assert name in refused(iam.get_role, "NoSuchEntityException", RoleName=name)


def test_every_member_of_a_used_role_is_shown(iam, new_user, new_role, policy):
    arn = new_role(Description="x", PermissionsBoundary=policy, Tags=[{"Key": "a", "Value": "b"}])
    credentials = new_user(allow("sts:AssumeRole")).sts.assume_role(RoleArn=arn, RoleSessionName="me")
    assert credentials_of(credentials)
    name = arn.rpartition("/")[2]
    # Its use is noted when the session is used.
    assert absent(iam, "GetRole", iam.get_role(RoleName=name)) <= {
        "Role.RoleLastUsed.LastUsedDate", "Role.RoleLastUsed.Region"}


def test_last_use(site, iam, new_session):
    session = new_session()
    assert session.arn.endswith("/session")
    used = iam.get_role(RoleName=session.name)["Role"]["RoleLastUsed"]
    assert used["Region"] == "us-east-1"
    assert datetime.datetime.now(datetime.timezone.utc) - used["LastUsedDate"] < datetime.timedelta(minutes=5)


def test_list_roles_by_path_in_pages(iam, unique):
    path = f"/{unique('path')}/"
    made = [unique("role") for _ in range(5)]
    for name in made:
        iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=trust_account())
    pages = list(iam.get_paginator("list_roles").paginate(PathPrefix=path, PaginationConfig={"PageSize": 2}))
    assert [len(page["Roles"]) for page in pages] == [2, 2, 1]
    assert sorted(name for page in pages for name in names(page["Roles"])) == sorted(made)
    assert absent(iam, "ListRoles", pages[0]) <= {
        "Roles.Description", "Roles.PermissionsBoundary", "Roles.Tags", "Roles.RoleLastUsed"}
    assert iam.list_roles(PathPrefix=f"{path}x/")["Roles"] == []
    refused(iam.list_roles, "ValidationError", Marker="nonsense!")
    refused(iam.list_roles, "ValidationError", PathPrefix="no-slash")


def test_names_are_taken_once(iam, new_role):
    name = new_role().rpartition("/")[2]
    for taken in (name, name.upper()):
        message = refused(iam.create_role, "EntityAlreadyExistsException", RoleName=taken, Path="/other/",
                          AssumeRolePolicyDocument=trust_account())
        assert message == f"Role with name {taken} already exists."
    # Whoever asks may write it otherwise.
    assert iam.get_role(RoleName=name.upper())["Role"]["RoleName"] == name


@pytest.mark.parametrize("wrong", [
    "no JSON", document(allow("s3:*")), trust({"AWS": f"arn:aws:iam::{ACCOUNT}:role/nobody-at-all"}),
    trust({"Federated": "nonsense"}, "sts:AssumeRoleWithSAML"), "{}",
], ids=["text", "no principal", "unknown principal", "unknown provider", "empty"])
def test_bad_trust_policies_are_refused(iam, unique, new_role, wrong):
    refused(iam.create_role, "MalformedPolicyDocumentException", RoleName=unique("role"),
            AssumeRolePolicyDocument=wrong)
    refused(iam.update_assume_role_policy, "MalformedPolicyDocumentException",
            RoleName=new_role().rpartition("/")[2], PolicyDocument=wrong)


def test_bad_parameters_are_refused(site, iam, root):
    policy = trust_account()
    refused(iam.create_role, "ValidationError", RoleName="a b", AssumeRolePolicyDocument=policy)
    refused(iam.create_role, "ValidationError", RoleName="x" * 65, AssumeRolePolicyDocument=policy)
    refused(iam.create_role, "ValidationError", RoleName="x", Path="x", AssumeRolePolicyDocument=policy)
    refused(iam.create_role, "NoSuchEntityException", RoleName="x", AssumeRolePolicyDocument=policy,
            PermissionsBoundary=f"arn:aws:iam::{ACCOUNT}:policy/nobody")
    unchecked = site.client("iam", root.credentials, validated=False)
    message = refused(unchecked.create_role, "ValidationError", RoleName="", MaxSessionDuration=1)
    # All of them at once.
    assert " validation errors detected: " in message
    for named in ("roleName", "assumeRolePolicyDocument", "maxSessionDuration"):
        assert f"at '{named}'" in message


def test_delete_conflicts(iam, new_role, policy):
    name = new_role(allow("s3:*")).rpartition("/")[2]
    assert refused(iam.delete_role, "DeleteConflictException",
                   RoleName=name) == "Cannot delete entity, must delete policies first."
    iam.delete_role_policy(RoleName=name, PolicyName="permissions")
    iam.attach_role_policy(RoleName=name, PolicyArn=policy)
    assert refused(iam.delete_role, "DeleteConflictException",
                   RoleName=name) == "Cannot delete entity, must detach all policies first."
    iam.detach_role_policy(RoleName=name, PolicyArn=policy)
    iam.delete_role(RoleName=name)
    refused(iam.delete_role, "NoSuchEntityException", RoleName=name)


def test_tags(iam, new_role):
    name = new_role(Tags=[{"Key": "a", "Value": "1"}]).rpartition("/")[2]
    iam.tag_role(RoleName=name, Tags=[
        {"Key": "A", "Value": "2"}, {"Key": "b", "Value": ""}, {"Key": "c", "Value": "3"}])
    pages = [iam.list_role_tags(RoleName=name, MaxItems=2)]
    pages.append(iam.list_role_tags(RoleName=name, Marker=pages[0]["Marker"]))
    assert {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]} == {"A": "2", "b": "", "c": "3"}
    iam.untag_role(RoleName=name, TagKeys=["a", "b"])
    assert iam.get_role(RoleName=name)["Role"]["Tags"] == [{"Key": "c", "Value": "3"}]
    refused(iam.tag_role, "InvalidInputException", RoleName=name, Tags=[{"Key": "aws:x", "Value": "1"}])
    for call, more in [(iam.tag_role, {"Tags": [{"Key": "a", "Value": "1"}]}), (iam.untag_role, {"TagKeys": ["a"]}),
                       (iam.list_role_tags, {})]:
        refused(call, "NoSuchEntityException", RoleName="nobody", **more)


def test_permissions_boundary(iam, new_role, policy):
    name = new_role().rpartition("/")[2]
    iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=policy)
    assert iam.get_role(RoleName=name)["Role"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == policy
    refused(iam.put_role_permissions_boundary, "NoSuchEntityException", RoleName=name,
            PermissionsBoundary=f"arn:aws:iam::{ACCOUNT}:policy/nobody")
    refused(iam.put_role_permissions_boundary, "NoSuchEntityException", RoleName="nobody", PermissionsBoundary=policy)
    iam.delete_role_permissions_boundary(RoleName=name)
    assert "PermissionsBoundary" not in iam.get_role(RoleName=name)["Role"]
    refused(iam.delete_role_permissions_boundary, "NoSuchEntityException", RoleName="nobody")


def test_missing_role(iam):
    for call, more in [(iam.update_role, {"Description": "x"}), (iam.update_role_description, {"Description": "x"}),
                       (iam.update_assume_role_policy, {"PolicyDocument": trust_account()}),
                       (iam.list_instance_profiles_for_role, {})]:
        message = refused(call, "NoSuchEntityException", RoleName="nobody", **more)
        assert message == "The role with name nobody cannot be found."


def test_configured_role_cannot_be_changed(iam, policy):
    shown = iam.get_role(RoleName="Configured")["Role"]
    assert shown["Arn"] == role_arn("Configured")
    assert "Configured" in names(iam.list_roles()["Roles"])
    for call, more in [(iam.update_role, {"Description": "x"}), (iam.delete_role, {}),
                       (iam.update_assume_role_policy, {"PolicyDocument": trust_account()}),
                       (iam.put_role_policy, {"PolicyName": "x", "PolicyDocument": document(allow("s3:*"))}),
                       (iam.attach_role_policy, {"PolicyArn": policy}),
                       (iam.put_role_permissions_boundary, {"PermissionsBoundary": policy}),
                       (iam.tag_role, {"Tags": [{"Key": "a", "Value": "b"}]})]:
        refused(call, "UnmodifiableEntityException", RoleName="Configured", **more)
    refused(iam.create_role, "EntityAlreadyExistsException", RoleName="configured",
            AssumeRolePolicyDocument=trust_account())


def test_instance_profiles_of_a_role(iam, new_role):
    """There are none, and tools that delete a role ask for them first."""
    name = new_role().rpartition("/")[2]
    reply = iam.list_instance_profiles_for_role(RoleName=name)
    assert (reply["InstanceProfiles"], reply["IsTruncated"]) == ([], False)
