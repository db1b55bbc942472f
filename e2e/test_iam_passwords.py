"""Passwords of users and the policy for them, through boto3."""

import pytest

from support.accounts import allow, deny, refused
from support.broker import ACCOUNT
from support.shapes import absent

PASSWORD, OTHER = "Corr3ct horse!", "Battery-5taple"


@pytest.fixture
def password_policy(iam):
    """Sets the account's policy for a test, which begins and ends without one."""
    def update(**parameters):
        iam.update_account_password_policy(**parameters)
        return iam.get_account_password_policy()["PasswordPolicy"]
    yield update
    try:
        iam.delete_account_password_policy()
    except iam.exceptions.NoSuchEntityException:
        pass


def test_life_of_a_password(iam, new_user):
    name = new_user().name
    assert refused(iam.get_login_profile, "NoSuchEntityException",
                   UserName=name) == f"Login Profile for User {name} cannot be found."
    made = iam.create_login_profile(UserName=name, Password=PASSWORD, PasswordResetRequired=True)["LoginProfile"]
    assert (made["UserName"], made["PasswordResetRequired"]) == (name, True)
    shown = iam.get_login_profile(UserName=name)
    assert absent(iam, "GetLoginProfile", shown) == set() and shown["LoginProfile"] == made
    refused(iam.create_login_profile, "EntityAlreadyExistsException", UserName=name, Password=OTHER)
    iam.update_login_profile(UserName=name, Password=OTHER, PasswordResetRequired=False)
    assert not iam.get_login_profile(UserName=name)["LoginProfile"]["PasswordResetRequired"]
    for key in iam.list_access_keys(UserName=name)["AccessKeyMetadata"]:
        iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
    assert refused(iam.delete_user, "DeleteConflictException",
                   UserName=name) == "Cannot delete entity, must delete login profile first."
    iam.delete_login_profile(UserName=name)
    refused(iam.delete_login_profile, "NoSuchEntityException", UserName=name)
    refused(iam.update_login_profile, "NoSuchEntityException", UserName=name)
    refused(iam.create_login_profile, "NoSuchEntityException", UserName="nobody", Password=PASSWORD)


def test_user_changes_the_own_password(iam, root, new_user):
    user = new_user(allow("iam:ChangePassword"))
    refused(user.iam.change_password, "NoSuchEntityException", OldPassword="x", NewPassword=PASSWORD)
    iam.create_login_profile(UserName=user.name, Password=PASSWORD)
    assert refused(user.iam.change_password, "AccessDenied", OldPassword=OTHER,
                   NewPassword=OTHER) == "The old password was incorrect."
    user.iam.change_password(OldPassword=PASSWORD, NewPassword=OTHER)
    refused(user.iam.change_password, "AccessDenied", OldPassword=PASSWORD, NewPassword=OTHER)
    refused(user.iam.change_password, "PasswordPolicyViolationException", OldPassword=OTHER, NewPassword="short")
    refused(root.iam.change_password, "InvalidUserTypeException", OldPassword=OTHER, NewPassword=PASSWORD)


def test_guesses_have_to_wait(iam, new_user):
    user = new_user(allow("iam:ChangePassword"))
    iam.create_login_profile(UserName=user.name, Password=PASSWORD)
    for _ in range(5):
        refused(user.iam.change_password, "AccessDenied", OldPassword="wrong", NewPassword=OTHER)
    assert "please wait" in refused(user.iam.change_password, "AccessDenied", OldPassword=PASSWORD, NewPassword=OTHER)


def test_password_policy(iam, password_policy):
    assert refused(iam.get_account_password_policy, "NoSuchEntityException") == (
        f"The Password Policy with domain name {ACCOUNT} cannot be found.")
    everything = {"MinimumPasswordLength": 14, "RequireSymbols": True, "RequireNumbers": True,
                  "RequireUppercaseCharacters": True, "RequireLowercaseCharacters": True,
                  "AllowUsersToChangePassword": False, "MaxPasswordAge": 90, "PasswordReusePrevention": 5,
                  "HardExpiry": False}
    assert password_policy(**everything) == {**everything, "ExpirePasswords": True}
    # What is left out falls back to its default.
    policy = password_policy(RequireNumbers=True)
    assert (policy["MinimumPasswordLength"], policy["RequireSymbols"], policy["ExpirePasswords"]) == (6, False, False)
    refused(iam.update_account_password_policy, "ValidationError", MaxPasswordAge=1096)
    iam.delete_account_password_policy()
    refused(iam.delete_account_password_policy, "NoSuchEntityException")


def test_policy_is_enforced(iam, new_user, password_policy):
    user = new_user()
    password_policy(MinimumPasswordLength=12, RequireSymbols=True, PasswordReusePrevention=3)
    for password, text in [("Short-1", "Password should have a minimum length of 12"),
                           ("LongWithoutSymbols1", "Password should have at least one symbol")]:
        assert refused(iam.create_login_profile, "PasswordPolicyViolationException", UserName=user.name,
                       Password=password) == text
    iam.create_login_profile(UserName=user.name, Password=PASSWORD)
    refused(iam.update_login_profile, "PasswordPolicyViolationException", UserName=user.name, Password=PASSWORD)


def test_policy_leaves_it_to_users(iam, new_user, password_policy):
    user, kept = new_user(), new_user(deny("iam:ChangePassword"))
    for one in (user, kept):
        iam.create_login_profile(UserName=one.name, Password=PASSWORD)
    change = {"OldPassword": PASSWORD, "NewPassword": OTHER}
    assert "is not authorized" in refused(user.iam.change_password, "AccessDenied", **change)
    password_policy(AllowUsersToChangePassword=True)
    user.iam.change_password(**change)
    assert user.iam.get_account_password_policy()["PasswordPolicy"]["AllowUsersToChangePassword"]
    assert "explicit deny" in refused(kept.iam.change_password, "AccessDenied", **change)
