"""Users, groups and access keys through boto3."""

import datetime

import pytest

from support.accounts import allow, document, refused
from support.broker import ACCOUNT, Credentials
from support.shapes import absent


@pytest.fixture
def name(iam, unique):
    """The name of a user without anything."""
    name = unique("user")
    iam.create_user(UserName=name)
    return name


@pytest.fixture
def policy(iam, unique):
    return iam.create_policy(PolicyName=unique("policy"), PolicyDocument=document(allow("s3:*")))["Policy"]["Arn"]


# Users

def test_life_of_a_user(iam, unique, policy):
    name, tags = unique("user"), [{"Key": "team", "Value": "video"}]
    made = iam.create_user(UserName=name, Path="/staff/", PermissionsBoundary=policy, Tags=tags)["User"]
    assert made["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/staff/{name}"
    assert made["UserId"].startswith("AIDA")
    shown = iam.get_user(UserName=name)
    assert absent(iam, "GetUser", shown) == {"User.PasswordLastUsed"}
    assert shown["User"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == policy
    assert shown["User"]["Tags"] == tags

    other = unique("renamed")
    iam.update_user(UserName=name, NewUserName=other, NewPath="/former/")
    renamed = iam.get_user(UserName=other)["User"]
    assert (renamed["UserId"], renamed["Path"]) == (made["UserId"], "/former/")
    assert renamed["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/former/{other}"
    refused(iam.get_user, "NoSuchEntityException", UserName=name)
    iam.delete_user(UserName=other)
    assert refused(iam.delete_user, "NoSuchEntityException",
                   UserName=other) == f"The user with name {other} cannot be found."


def test_users_that_are_refused(iam, name, unique):
    assert refused(iam.create_user, "EntityAlreadyExistsException",
                   UserName=name.upper()) == f"User with name {name.upper()} already exists."
    refused(iam.create_user, "ValidationError", UserName="a b")
    refused(iam.create_user, "ValidationError", UserName=unique("user"), Path="staff")
    refused(iam.create_user, "InvalidInputException", UserName=unique("user"),
            Tags=[{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}])
    refused(iam.create_user, "NoSuchEntityException", UserName=unique("user"),
            PermissionsBoundary=f"arn:aws:iam::{ACCOUNT}:policy/nobody")
    other = unique("user")
    iam.create_user(UserName=other)
    refused(iam.update_user, "EntityAlreadyExistsException", UserName=other, NewUserName=name)
    refused(iam.update_user, "NoSuchEntityException", UserName="nobody", NewUserName=unique("user"))


def test_list_users_by_path_in_pages(iam, unique):
    path = f"/{unique('path')}/"
    made = [unique("user") for _ in range(5)]
    for one in made:
        iam.create_user(UserName=one, Path=path)
    pages = list(iam.get_paginator("list_users").paginate(PathPrefix=path, PaginationConfig={"PageSize": 2}))
    assert [len(page["Users"]) for page in pages] == [2, 2, 1]
    assert sorted(one["UserName"] for page in pages for one in page["Users"]) == sorted(made)
    assert absent(iam, "ListUsers", pages[0]) <= {"Users.PasswordLastUsed", "Users.PermissionsBoundary", "Users.Tags"}
    refused(iam.list_users, "ValidationError", PathPrefix="x")


def test_whoever_asks_without_a_name_is_meant(site, root, new_user):
    user = new_user(allow("iam:*"))
    assert user.iam.get_user()["User"]["UserName"] == user.name
    assert len(user.iam.list_access_keys()["AccessKeyMetadata"]) == 1
    # Root has no name and no path, whatever the service model says: so it is with AWS.
    shown = site.client("iam", root.credentials, compared=False).get_user()["User"]
    assert (shown["Arn"], shown["UserId"]) == (f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT)


def test_renamed_user_keeps_keys_and_policies(site, iam, new_user, unique):
    user, other = new_user(allow("iam:ListUsers")), unique("renamed")
    iam.update_user(UserName=user.name, NewUserName=other)
    assert user.arn == f"arn:aws:iam::{ACCOUNT}:user/{other}"
    user.iam.list_users()


def test_delete_conflicts(iam, name, unique, policy):
    def stays():
        refused(iam.delete_user, "DeleteConflictException", UserName=name)

    key = iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"]
    stays()
    iam.delete_access_key(UserName=name, AccessKeyId=key)
    iam.put_user_policy(UserName=name, PolicyName="x", PolicyDocument=document(allow("s3:*")))
    stays()
    iam.delete_user_policy(UserName=name, PolicyName="x")
    iam.attach_user_policy(UserName=name, PolicyArn=policy)
    stays()
    iam.detach_user_policy(UserName=name, PolicyArn=policy)
    group = unique("group")
    iam.create_group(GroupName=group)
    iam.add_user_to_group(GroupName=group, UserName=name)
    stays()
    iam.remove_user_from_group(GroupName=group, UserName=name)
    iam.delete_user(UserName=name)


def test_tags(iam, name):
    iam.tag_user(UserName=name, Tags=[{"Key": f"key{number}", "Value": "x"} for number in range(3)])
    pages = list(iam.get_paginator("list_user_tags").paginate(UserName=name, PaginationConfig={"PageSize": 2}))
    assert [tag["Key"] for page in pages for tag in page["Tags"]] == ["key0", "key1", "key2"]
    iam.untag_user(UserName=name, TagKeys=["key0", "KEY2"])
    assert iam.get_user(UserName=name)["User"]["Tags"] == [{"Key": "key1", "Value": "x"}]
    refused(iam.tag_user, "LimitExceededException", UserName=name,
            Tags=[{"Key": f"more{number}", "Value": "x"} for number in range(50)])
    for call, more in [(iam.tag_user, {"Tags": [{"Key": "a", "Value": "1"}]}), (iam.untag_user, {"TagKeys": ["a"]}),
                       (iam.list_user_tags, {})]:
        refused(call, "NoSuchEntityException", UserName="nobody", **more)


def test_permissions_boundary(iam, name, policy):
    iam.put_user_permissions_boundary(UserName=name, PermissionsBoundary=policy)
    assert iam.get_user(UserName=name)["User"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == policy
    iam.delete_user_permissions_boundary(UserName=name)
    assert "PermissionsBoundary" not in iam.get_user(UserName=name)["User"]
    refused(iam.put_user_permissions_boundary, "NoSuchEntityException", UserName="nobody", PermissionsBoundary=policy)
    refused(iam.put_user_permissions_boundary, "NoSuchEntityException", UserName=name,
            PermissionsBoundary=f"arn:aws:iam::{ACCOUNT}:policy/nobody")
    refused(iam.delete_user_permissions_boundary, "NoSuchEntityException", UserName="nobody")


def test_users_of_another_account_are_invisible(other_root, name):
    refused(other_root.iam.get_user, "NoSuchEntityException", UserName=name)
    refused(other_root.iam.delete_user, "NoSuchEntityException", UserName=name)
    assert name not in [one["UserName"] for one in other_root.iam.list_users()["Users"]]
    # The same name is free there.
    made = other_root.iam.create_user(UserName=name)["User"]
    assert made["Arn"] == f"arn:aws:iam::210987654321:user/{name}"


# Groups

def test_life_of_a_group(iam, unique, name):
    group, other = unique("group"), unique("renamed")
    made = iam.create_group(GroupName=group, Path="/staff/")["Group"]
    assert made["Arn"] == f"arn:aws:iam::{ACCOUNT}:group/staff/{group}"
    assert made["GroupId"].startswith("AGPA")
    iam.add_user_to_group(GroupName=group, UserName=name)
    iam.add_user_to_group(GroupName=group, UserName=name)
    iam.update_group(GroupName=group, NewGroupName=other, NewPath="/former/")
    shown = iam.get_group(GroupName=other)
    assert shown["Group"]["GroupId"] == made["GroupId"] and shown["Group"]["Path"] == "/former/"
    assert [user["UserName"] for user in shown["Users"]] == [name]
    assert absent(iam, "GetGroup", shown) <= {
        "Marker", "Users.PasswordLastUsed", "Users.PermissionsBoundary", "Users.Tags"}
    of_user = iam.list_groups_for_user(UserName=name)
    assert [one["GroupName"] for one in of_user["Groups"]] == [other]
    assert absent(iam, "ListGroupsForUser", of_user) == {"Marker"}

    assert refused(iam.delete_group, "DeleteConflictException", GroupName=other)
    iam.remove_user_from_group(GroupName=other, UserName=name)
    refused(iam.remove_user_from_group, "NoSuchEntityException", GroupName=other, UserName=name)
    iam.delete_group(GroupName=other)
    for call, more in [(iam.get_group, {}), (iam.delete_group, {}), (iam.update_group, {"NewPath": "/x/"}),
                       (iam.add_user_to_group, {"UserName": name}), (iam.remove_user_from_group, {"UserName": name})]:
        refused(call, "NoSuchEntityException", GroupName=group, **more)


def test_groups_that_are_refused(iam, unique):
    group, other = unique("group"), unique("group")
    iam.create_group(GroupName=group)
    iam.create_group(GroupName=other)
    assert refused(iam.create_group, "EntityAlreadyExistsException",
                   GroupName=group.upper()) == f"Group with name {group.upper()} already exists."
    refused(iam.update_group, "EntityAlreadyExistsException", GroupName=other, NewGroupName=group)
    refused(iam.create_group, "ValidationError", GroupName="a b")
    refused(iam.add_user_to_group, "NoSuchEntityException", GroupName=group, UserName="nobody")
    refused(iam.list_groups_for_user, "NoSuchEntityException", UserName="nobody")
    iam.put_group_policy(GroupName=group, PolicyName="x", PolicyDocument=document(allow("s3:*")))
    refused(iam.delete_group, "DeleteConflictException", GroupName=group)


def test_groups_in_pages(iam, unique):
    path, group = f"/{unique('path')}/", unique("group")
    users, groups = [unique("user") for _ in range(5)], [unique("group") for _ in range(3)]
    for one in groups:
        iam.create_group(GroupName=one, Path=path)
    iam.create_group(GroupName=group)
    for user in users:
        iam.create_user(UserName=user)
        iam.add_user_to_group(GroupName=group, UserName=user)
    pages = list(iam.get_paginator("get_group").paginate(GroupName=group, PaginationConfig={"PageSize": 2}))
    assert [len(page["Users"]) for page in pages] == [2, 2, 1]
    assert sorted(user["UserName"] for page in pages for user in page["Users"]) == sorted(users)
    pages = list(iam.get_paginator("list_groups").paginate(PathPrefix=path, PaginationConfig={"PageSize": 2}))
    assert [len(page["Groups"]) for page in pages] == [2, 1]
    assert absent(iam, "ListGroups", pages[0]) == set()
    for one in groups:
        iam.add_user_to_group(GroupName=one, UserName=users[0])
    pages = list(iam.get_paginator("list_groups_for_user").paginate(
        UserName=users[0], PaginationConfig={"PageSize": 3}))
    assert sorted(one["GroupName"] for page in pages for one in page["Groups"]) == sorted([group, *groups])
    refused(iam.list_groups, "ValidationError", PathPrefix="x")


def test_policies_of_a_group_hold_for_its_users(iam, unique, new_user):
    user, group = new_user(), unique("group")
    refused(user.iam.list_roles, "AccessDenied")
    iam.create_group(GroupName=group)
    iam.put_group_policy(GroupName=group, PolicyName="x", PolicyDocument=document(allow("iam:ListRoles")))
    iam.add_user_to_group(GroupName=group, UserName=user.name)
    user.iam.list_roles()
    refused(user.iam.list_users, "AccessDenied")
    iam.remove_user_from_group(GroupName=group, UserName=user.name)
    refused(user.iam.list_roles, "AccessDenied")


# Access keys

def test_access_keys(site, iam, name):
    made = iam.create_access_key(UserName=name)
    assert absent(iam, "CreateAccessKey", made) == set()
    key = made["AccessKey"]
    assert (key["UserName"], key["Status"], len(key["SecretAccessKey"])) == (name, "Active", 40)
    assert key["AccessKeyId"].startswith("AKIA") and len(key["AccessKeyId"]) == 20
    second = iam.create_access_key(UserName=name)["AccessKey"]
    assert refused(iam.create_access_key, "LimitExceededException",
                   UserName=name) == "Cannot exceed quota for AccessKeysPerUser: 2"

    pages = list(iam.get_paginator("list_access_keys").paginate(UserName=name, PaginationConfig={"PageSize": 1}))
    listed = [one for page in pages for one in page["AccessKeyMetadata"]]
    assert sorted(one["AccessKeyId"] for one in listed) == sorted([key["AccessKeyId"], second["AccessKeyId"]])
    assert key["SecretAccessKey"] not in str(pages)
    assert absent(iam, "ListAccessKeys", pages[0]) == set()

    user = site.identity(Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
    assert user.arn == f"arn:aws:iam::{ACCOUNT}:user/{name}"
    iam.update_access_key(UserName=name, AccessKeyId=key["AccessKeyId"], Status="Inactive")
    refused(user.sts.get_caller_identity, "InvalidClientTokenId")
    iam.update_access_key(UserName=name, AccessKeyId=key["AccessKeyId"], Status="Active")
    user.sts.get_caller_identity()
    iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
    refused(user.sts.get_caller_identity, "InvalidClientTokenId")
    for call, more in [(iam.update_access_key, {"Status": "Active"}), (iam.delete_access_key, {})]:
        refused(call, "NoSuchEntityException", UserName=name, AccessKeyId=key["AccessKeyId"], **more)
    refused(iam.update_access_key, "ValidationError", UserName=name, AccessKeyId=second["AccessKeyId"], Status="Odd")
    refused(iam.create_access_key, "NoSuchEntityException", UserName="nobody")
    refused(iam.list_access_keys, "NoSuchEntityException", UserName="nobody")


def test_last_use_of_a_key(iam, new_user):
    user = new_user(allow("iam:ListUsers"))
    key = user.credentials.access_key_id
    unused = iam.get_access_key_last_used(AccessKeyId=key)
    assert (unused["UserName"], unused["AccessKeyLastUsed"]["ServiceName"]) == (user.name, "N/A")
    user.iam.list_users()
    used = iam.get_access_key_last_used(AccessKeyId=key)
    assert absent(iam, "GetAccessKeyLastUsed", used) == set()
    assert (used["AccessKeyLastUsed"]["ServiceName"], used["AccessKeyLastUsed"]["Region"]) == ("iam", "us-east-1")
    age = datetime.datetime.now(datetime.timezone.utc) - used["AccessKeyLastUsed"]["LastUsedDate"]
    assert age < datetime.timedelta(minutes=5)


def test_last_use_of_an_unknown_key(iam, other_root, new_user):
    with pytest.raises(iam.exceptions.ClientError) as raised:
        iam.get_access_key_last_used(AccessKeyId="AKIAIOSFODNN7EXAMPLE")
    assert raised.value.response["Error"]["Code"] in ("NoSuchEntity", "AccessDenied")
    key = new_user().credentials.access_key_id
    with pytest.raises(iam.exceptions.ClientError) as raised:
        other_root.iam.get_access_key_last_used(AccessKeyId=key)
    assert raised.value.response["Error"]["Code"] in ("NoSuchEntity", "AccessDenied")
