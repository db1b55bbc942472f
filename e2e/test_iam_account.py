"""Alias and summary of an account through boto3."""

import pytest

from support.accounts import refused
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


def test_summary_needs_the_permission(new_user):
    refused(new_user().iam.get_account_summary, "AccessDenied")
    refused(new_user().iam.list_account_aliases, "AccessDenied")
