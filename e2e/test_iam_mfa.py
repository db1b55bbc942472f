"""Virtual MFA devices through boto3, with one-time passwords made by `support.totp`."""

import base64

import pytest

from support.accounts import allow, credentials_of, refused, trust_account
from support.broker import ACCOUNT
from support.shapes import absent
from support.totp import Authenticator

CONDITION = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


@pytest.fixture
def new_device(iam, unique):
    """Makes a device; its serial number and the user's app."""
    def make(**more):
        made = iam.create_virtual_mfa_device(VirtualMFADeviceName=unique("device"), **more)["VirtualMFADevice"]
        return made["SerialNumber"], Authenticator(made["Base32StringSeed"])
    return make


@pytest.fixture
def enabled(iam, new_user, new_device):
    """Makes a user with an enabled device; the user, the serial number and the app."""
    def make(*statements):
        user = new_user(*statements)
        serial, app = new_device()
        first, second = app.passwords()
        iam.enable_mfa_device(UserName=user.name, SerialNumber=serial, AuthenticationCode1=first,
                              AuthenticationCode2=second)
        return user, serial, app
    return make


def test_life_of_a_device(iam, unique, new_user):
    name = unique("device")
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName=name, Path="/phones/",
                                         Tags=[{"Key": "a", "Value": "b"}])["VirtualMFADevice"]
    serial = made["SerialNumber"]
    assert serial == f"arn:aws:iam::{ACCOUNT}:mfa/phones/{name}"
    assert len(base64.b32decode(made["Base32StringSeed"])) >= 20
    assert made["QRCodePNG"].startswith(b"\x89PNG\r\n\x1a\n")
    assert refused(iam.create_virtual_mfa_device, "EntityAlreadyExistsException", VirtualMFADeviceName=name,
                   Path="/phones/") == "MFADevice entity at the same path and name already exists."

    user, app = new_user(), Authenticator(made["Base32StringSeed"])
    first, second = app.passwords()
    iam.enable_mfa_device(UserName=user.name, SerialNumber=serial, AuthenticationCode1=first,
                          AuthenticationCode2=second)
    listed = iam.list_mfa_devices(UserName=user.name)
    assert [(one["UserName"], one["SerialNumber"]) for one in listed["MFADevices"]] == [(user.name, serial)]
    assert absent(iam, "ListMFADevices", listed) == {"Marker"}
    assigned = {one["SerialNumber"]: one for one in iam.list_virtual_mfa_devices(
        AssignmentStatus="Assigned")["VirtualMFADevices"]}
    assert assigned[serial]["User"]["UserName"] == user.name and "EnableDate" in assigned[serial]
    assert "Base32StringSeed" not in assigned[serial]

    refused(iam.delete_virtual_mfa_device, "DeleteConflictException", SerialNumber=serial)
    refused(iam.delete_user, "DeleteConflictException", UserName=user.name)
    iam.deactivate_mfa_device(UserName=user.name, SerialNumber=serial)
    assert iam.list_mfa_devices(UserName=user.name)["MFADevices"] == []
    iam.delete_virtual_mfa_device(SerialNumber=serial)
    for call, more in [(iam.deactivate_mfa_device, {"UserName": user.name}), (iam.delete_virtual_mfa_device, {})]:
        refused(call, "NoSuchEntityException", SerialNumber=serial, **more)
    refused(iam.enable_mfa_device, "NoSuchEntityException", UserName=user.name, SerialNumber=serial,
            AuthenticationCode1=first, AuthenticationCode2=second)


def test_shown_to_its_user(iam, enabled):
    user, serial, _ = enabled(allow("iam:GetMFADevice"))
    shown = iam.get_mfa_device(SerialNumber=serial, UserName=user.name)
    assert (shown["UserName"], shown["SerialNumber"]) == (user.name, serial)
    assert absent(iam, "GetMFADevice", shown) <= {"Certifications[]", "Certifications"}
    refused(iam.get_mfa_device, "NoSuchEntityException", SerialNumber=f"{serial}x")


def test_tags(iam, new_device):
    serial, _ = new_device(Tags=[{"Key": "key0", "Value": "x"}])
    iam.tag_mfa_device(SerialNumber=serial, Tags=[{"Key": "key1", "Value": "x"}, {"Key": "key2", "Value": "x"}])
    first = iam.list_mfa_device_tags(SerialNumber=serial, MaxItems=2)
    rest = iam.list_mfa_device_tags(SerialNumber=serial, Marker=first["Marker"])
    assert [tag["Key"] for tag in first["Tags"] + rest["Tags"]] == ["key0", "key1", "key2"]
    iam.untag_mfa_device(SerialNumber=serial, TagKeys=["key0", "key1"])
    assert [tag["Key"] for tag in iam.list_mfa_device_tags(SerialNumber=serial)["Tags"]] == ["key2"]
    refused(iam.tag_mfa_device, "InvalidInputException", SerialNumber=serial,
            Tags=[{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}])
    for call, more in [(iam.tag_mfa_device, {"Tags": [{"Key": "a", "Value": "1"}]}),
                       (iam.untag_mfa_device, {"TagKeys": ["a"]}), (iam.list_mfa_device_tags, {})]:
        refused(call, "NoSuchEntityException", SerialNumber=f"{serial}x", **more)


def test_list_in_pages(iam, new_device):
    serials = {new_device()[0] for _ in range(3)}
    pages = list(iam.get_paginator("list_virtual_mfa_devices").paginate(
        AssignmentStatus="Unassigned", PaginationConfig={"PageSize": 2}))
    assert len(pages) >= 2 and all(len(page["VirtualMFADevices"]) <= 2 for page in pages)
    listed = [one["SerialNumber"] for page in pages for one in page["VirtualMFADevices"]]
    assert serials <= set(listed) and len(set(listed)) == len(listed)
    refused(iam.list_virtual_mfa_devices, "ValidationError", AssignmentStatus="Lost")


def test_wrong_passwords_enable_nothing(iam, new_user, new_device):
    user, (serial, app) = new_user(), new_device()
    first, second = app.passwords()
    for one, other in [(first, app.wrong()), (app.wrong(), second), (second, first), (first, first)]:
        refused(iam.enable_mfa_device, "InvalidAuthenticationCodeException", UserName=user.name, SerialNumber=serial,
                AuthenticationCode1=one, AuthenticationCode2=other)
    refused(iam.enable_mfa_device, "ValidationError", UserName=user.name, SerialNumber=serial,
            AuthenticationCode1="12345a", AuthenticationCode2=second)
    refused(iam.enable_mfa_device, "NoSuchEntityException", UserName="nobody", SerialNumber=serial,
            AuthenticationCode1=first, AuthenticationCode2=second)
    assert iam.list_mfa_devices(UserName=user.name)["MFADevices"] == []


def test_device_of_another_user(iam, enabled, new_user, new_device):
    user, serial, app = enabled()
    other = new_user()
    first, second = app.passwords()
    refused(iam.enable_mfa_device, "EntityAlreadyExistsException", UserName=other.name, SerialNumber=serial,
            AuthenticationCode1=first, AuthenticationCode2=second)
    refused(iam.deactivate_mfa_device, "NoSuchEntityException", UserName=other.name, SerialNumber=serial)
    refused(iam.list_mfa_devices, "NoSuchEntityException", UserName="nobody")


def test_resync(iam, enabled):
    user, serial, app = enabled()
    refused(iam.resync_mfa_device, "InvalidAuthenticationCodeException", UserName=user.name, SerialNumber=serial,
            AuthenticationCode1=app.wrong(), AuthenticationCode2=app.wrong())
    iam.resync_mfa_device(UserName=user.name, SerialNumber=serial, AuthenticationCode1=app.next(),
                          AuthenticationCode2=app.next())
    refused(iam.resync_mfa_device, "NoSuchEntityException", UserName="nobody", SerialNumber=serial,
            AuthenticationCode1=app.next(), AuthenticationCode2=app.next())


def test_devices_of_another_account_are_invisible(other_root, new_device):
    serial, _ = new_device()
    with pytest.raises(other_root.iam.exceptions.ClientError) as raised:
        other_root.iam.delete_virtual_mfa_device(SerialNumber=serial)
    assert raised.value.response["Error"]["Code"] in ("NoSuchEntity", "AccessDenied")
    assert serial not in str(other_root.iam.list_virtual_mfa_devices())


# What a password is good for

def test_session_token_with_mfa(site, enabled):
    """Without MFA it may not call IAM; with it, what the user may."""
    user, serial, app = enabled(allow("iam:ListUsers", condition=CONDITION))
    refused(user.iam.list_users, "AccessDenied")
    plain = site.identity(credentials_of(user.sts.get_session_token()))
    refused(plain.iam.list_users, "InvalidClientTokenId")
    session = site.identity(credentials_of(user.sts.get_session_token(SerialNumber=serial, TokenCode=app.next())))
    session.iam.list_users()
    assert session.arn == user.arn


def test_passwords_work_once_and_only_their_own(enabled):
    user, serial, app = enabled()
    password = app.next()
    refused(user.sts.get_session_token, "AccessDenied", SerialNumber=serial, TokenCode=app.wrong())
    user.sts.get_session_token(SerialNumber=serial, TokenCode=password)
    assert refused(user.sts.get_session_token, "AccessDenied", SerialNumber=serial, TokenCode=password) == (
        "MultiFactorAuthentication failed with invalid MFA one time pass code.")
    _, foreign, other_app = enabled()
    refused(user.sts.get_session_token, "AccessDenied", SerialNumber=foreign, TokenCode=other_app.next())


def test_role_that_wants_mfa(site, enabled, new_role):
    role = new_role(allow("iam:ListUsers"), trust_policy=trust_account(condition=CONDITION))
    user, serial, app = enabled(allow("sts:AssumeRole"))
    refused(user.sts.assume_role, "AccessDenied", RoleArn=role, RoleSessionName="me")
    refused(user.sts.assume_role, "AccessDenied", RoleArn=role, RoleSessionName="me", SerialNumber=serial,
            TokenCode=app.wrong())
    session = site.identity(credentials_of(user.sts.assume_role(
        RoleArn=role, RoleSessionName="me", SerialNumber=serial, TokenCode=app.next())))
    session.iam.list_users()
