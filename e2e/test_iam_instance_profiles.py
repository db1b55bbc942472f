"""Instance profiles through boto3."""

import pytest

from support.accounts import allow, refused
from support.broker import ACCOUNT
from support.shapes import absent


@pytest.fixture
def profile(iam, unique):
    name = unique("profile")
    iam.create_instance_profile(InstanceProfileName=name, Path="/fleet/")
    return name


@pytest.fixture
def role(new_role):
    return new_role().rpartition("/")[2]


def test_life_of_an_instance_profile(iam, unique, role):
    name, tags = unique("profile"), [{"Key": "team", "Value": "video"}]
    made = iam.create_instance_profile(InstanceProfileName=name, Path="/fleet/", Tags=tags)["InstanceProfile"]
    assert made["Arn"] == f"arn:aws:iam::{ACCOUNT}:instance-profile/fleet/{name}"
    assert made["InstanceProfileId"].startswith("AIPA") and made["Roles"] == [] and made["Tags"] == tags
    refused(iam.create_instance_profile, "EntityAlreadyExistsException", InstanceProfileName=name.upper())
    iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=role)
    shown = iam.get_instance_profile(InstanceProfileName=name)
    assert [one["RoleName"] for one in shown["InstanceProfile"]["Roles"]] == [role]
    assert {path for path in absent(iam, "GetInstanceProfile", shown) if not path.startswith(
        "InstanceProfile.Roles.")} == set()
    assert refused(iam.add_role_to_instance_profile, "LimitExceededException", InstanceProfileName=name,
                   RoleName=role) == "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"
    listed = iam.list_instance_profiles_for_role(RoleName=role)["InstanceProfiles"]
    assert [one["InstanceProfileName"] for one in listed] == [name]

    conflict = "Cannot delete entity, must remove roles from instance profile first."
    assert refused(iam.delete_instance_profile, "DeleteConflictException", InstanceProfileName=name) == conflict
    for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        iam.delete_role_policy(RoleName=role, PolicyName=policy)
    assert refused(iam.delete_role, "DeleteConflictException", RoleName=role) == conflict
    iam.remove_role_from_instance_profile(InstanceProfileName=name, RoleName=role)
    refused(iam.remove_role_from_instance_profile, "NoSuchEntityException", InstanceProfileName=name, RoleName=role)
    iam.delete_instance_profile(InstanceProfileName=name)
    assert refused(iam.get_instance_profile, "NoSuchEntityException",
                   InstanceProfileName=name) == f"Instance Profile {name} cannot be found."
    refused(iam.list_instance_profiles_for_role, "NoSuchEntityException", RoleName="nobody")


def test_waiter_sees_a_profile(iam, profile):
    iam.get_waiter("instance_profile_exists").wait(
        InstanceProfileName=profile, WaiterConfig={"Delay": 1, "MaxAttempts": 2})


def test_role_is_passed(iam, new_user, profile, role):
    call = {"InstanceProfileName": profile, "RoleName": role}
    add = allow("iam:AddRoleToInstanceProfile", f"arn:aws:iam::{ACCOUNT}:instance-profile/fleet/{profile}")
    assert f"iam:PassRole on resource: arn:aws:iam::{ACCOUNT}:role/" in refused(
        new_user(add).iam.add_role_to_instance_profile, "AccessDenied", **call)
    elsewhere = allow("iam:PassRole", condition={"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}})
    refused(new_user(add, elsewhere).iam.add_role_to_instance_profile, "AccessDenied", **call)
    here = allow("iam:PassRole", condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}})
    new_user(add, here).iam.add_role_to_instance_profile(**call)


def test_tags(iam, profile):
    named = {"InstanceProfileName": profile}
    iam.tag_instance_profile(Tags=[{"Key": f"key{number}", "Value": "x"} for number in range(2)], **named)
    iam.untag_instance_profile(TagKeys=["key0"], **named)
    assert [tag["Key"] for tag in iam.list_instance_profile_tags(**named)["Tags"]] == ["key1"]
    for call, more in [(iam.tag_instance_profile, {"Tags": [{"Key": "a", "Value": "1"}]}),
                       (iam.untag_instance_profile, {"TagKeys": ["a"]}), (iam.list_instance_profile_tags, {})]:
        refused(call, "NoSuchEntityException", InstanceProfileName="nobody", **more)


def test_list_in_pages(iam, unique):
    path = f"/{unique('path')}/"
    made = [unique("profile") for _ in range(3)]
    for name in made:
        iam.create_instance_profile(InstanceProfileName=name, Path=path)
    pages = list(iam.get_paginator("list_instance_profiles").paginate(
        PathPrefix=path, PaginationConfig={"PageSize": 2}))
    assert [len(page["InstanceProfiles"]) for page in pages] == [2, 1]
    refused(iam.list_instance_profiles, "ValidationError", PathPrefix="x")


def test_service_linked_role_is_not_given(iam, profile):
    role = iam.create_service_linked_role(AWSServiceName="autoscaling.amazonaws.com",
                                          CustomSuffix=profile)["Role"]["RoleName"]
    refused(iam.add_role_to_instance_profile, "UnmodifiableEntityException", InstanceProfileName=profile,
            RoleName=role)
