"""Alias and summary of an account through boto3."""

import pytest

from support.accounts import allow, document, refused
from support.shapes import absent


def test_alias(iam, other_root, unique):
    other = other_root.iam
    assert other.list_account_aliases()["AccountAliases"] == []
    alias = unique("films")
    other.create_account_alias(AccountAlias=alias)
    listed = other.list_account_aliases()
    assert listed["AccountAliases"] == [alias]
    assert absent(other, "ListAccountAliases", listed) == {"Marker"}
    # An account has one, and no two accounts share it.
    second = unique("films")
    other.create_account_alias(AccountAlias=second)
    assert other.list_account_aliases()["AccountAliases"] == [second]
    with pytest.raises(iam.exceptions.ClientError) as raised:
        iam.create_account_alias(AccountAlias=second)
    assert raised.value.response["Error"]["Code"] in ("EntityAlreadyExists", "UnmodifiableEntity")
    refused(other.create_account_alias, "EntityAlreadyExistsException", AccountAlias="example")
    refused(other.delete_account_alias, "NoSuchEntityException", AccountAlias=alias)
    other.delete_account_alias(AccountAlias=second)
    assert other.list_account_aliases()["AccountAliases"] == []
    refused(other.create_account_alias, "ValidationError", AccountAlias="No-Capitals")
    refused(other.list_account_aliases, "ValidationError", Marker="nonsense!")


def test_configured_alias_stays(iam):
    assert iam.list_account_aliases()["AccountAliases"] == ["example"]
    refused(iam.delete_account_alias, "UnmodifiableEntityException", AccountAlias="example")


def test_summary(iam, unique):
    before = iam.get_account_summary()["SummaryMap"]
    iam.create_user(UserName=unique("user"))
    iam.create_group(GroupName=unique("group"))
    iam.create_virtual_mfa_device(VirtualMFADeviceName=unique("device"))
    after = iam.get_account_summary()["SummaryMap"]
    changed = {key: after[key] - before[key] for key in after if after[key] != before[key]}
    assert changed == {"Users": 1, "Groups": 1, "MFADevices": 1}
    expected = {"UsersQuota": 5000, "GroupsQuota": 300, "RolesQuota": 1000, "PoliciesQuota": 1500,
                "AccessKeysPerUserQuota": 2, "VersionsPerPolicyQuota": 5, "AttachedPoliciesPerRoleQuota": 10}
    assert {key: after.get(key) for key in expected} == expected
    assert after["Roles"] >= 1 and after["Providers"] >= 1


def test_token_preferences(other_root):
    def version():
        return other_root.iam.get_account_summary()["SummaryMap"]["GlobalEndpointTokenVersion"]

    assert version() == 2
    other_root.iam.set_security_token_service_preferences(GlobalEndpointTokenVersion="v1Token")
    assert version() == 1
    other_root.iam.set_security_token_service_preferences(GlobalEndpointTokenVersion="v2Token")
    assert version() == 2
    refused(other_root.iam.set_security_token_service_preferences, "ValidationError",
            GlobalEndpointTokenVersion="v3Token")


def test_summary_needs_the_permission(new_user):
    refused(new_user().iam.get_account_summary, "AccessDenied")
    refused(new_user().iam.list_account_aliases, "AccessDenied")


LISTS = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"]


def test_authorization_details(iam, unique, new_role):
    user, group = unique("user"), unique("group")
    policy = iam.create_policy(PolicyName=unique("policy"), PolicyDocument=document(allow("s3:*")),
                               Description="Films")["Policy"]["Arn"]
    iam.create_user(UserName=user, PermissionsBoundary=policy, Tags=[{"Key": "a", "Value": "b"}])
    iam.put_user_policy(UserName=user, PolicyName="own", PolicyDocument=document(allow("s3:GetObject")))
    iam.create_group(GroupName=group)
    iam.put_group_policy(GroupName=group, PolicyName="own", PolicyDocument=document(allow("s3:PutObject")))
    iam.add_user_to_group(GroupName=group, UserName=user)
    iam.attach_group_policy(GroupName=group, PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    role = new_role(allow("s3:*"), PermissionsBoundary=policy).rpartition("/")[2]
    for attach, holder in [(iam.attach_user_policy, {"UserName": user}), (iam.attach_role_policy, {"RoleName": role})]:
        attach(PolicyArn=policy, **holder)

    pages = list(iam.get_paginator("get_account_authorization_details").paginate(PaginationConfig={"PageSize": 3}))
    assert all(sum(len(page[name]) for name in LISTS) <= 3 for page in pages)
    found = {name: [one for page in pages for one in page[name]] for name in LISTS}
    [shown] = [one for one in found["UserDetailList"] if one["UserName"] == user]
    assert shown["UserPolicyList"][0]["PolicyDocument"]["Statement"][0]["Action"] == "s3:GetObject"
    assert shown["GroupList"] == [group]
    assert [one["PolicyArn"] for one in shown["AttachedManagedPolicies"]] == [policy]
    assert shown["Tags"] == [{"Key": "a", "Value": "b"}]
    [shown] = [one for one in found["GroupDetailList"] if one["GroupName"] == group]
    assert shown["AttachedManagedPolicies"][0]["PolicyName"] == "ReadOnlyAccess"
    [shown] = [one for one in found["RoleDetailList"] if one["RoleName"] == role]
    assert shown["AssumeRolePolicyDocument"]["Statement"][0]["Action"] == "sts:AssumeRole"
    assert shown["PermissionsBoundary"]["PermissionsBoundaryArn"] == policy
    [shown] = [one for one in found["Policies"] if one["Arn"] == policy]
    assert shown["PolicyVersionList"][0]["Document"]["Statement"][0]["Action"] == "s3:*"
    assert (shown["AttachmentCount"], shown["PermissionsBoundaryUsageCount"]) == (2, 2)

    users = iam.get_account_authorization_details(Filter=["User"])
    assert users["RoleDetailList"] == [] and user in [one["UserName"] for one in users["UserDetailList"]]
    refused(iam.get_account_authorization_details, "ValidationError", Filter=["Castle"])
