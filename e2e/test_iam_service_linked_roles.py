"""Service-linked roles through boto3."""

import time

import pytest

from support.accounts import allow, document, refused, trust_account
from support.broker import ACCOUNT
from support.shapes import absent

SERVICE = "mediatailor.amazonaws.com"
NAME = "AWSServiceRoleForMediaTailor"


@pytest.fixture
def linked(iam):
    """MediaTailor's role; gone when the test is over."""
    yield iam.create_service_linked_role(AWSServiceName=SERVICE, Description="For ad insertion")["Role"]
    try:
        ended(iam, iam.delete_service_linked_role(RoleName=NAME)["DeletionTaskId"])
    except iam.exceptions.NoSuchEntityException:
        pass


def ended(iam, task: str) -> dict:
    """The status of a deletion when it is over."""
    for _ in range(100):
        status = iam.get_service_linked_role_deletion_status(DeletionTaskId=task)
        if status["Status"] in ("SUCCEEDED", "FAILED"):
            return status
        time.sleep(0.1)
    pytest.fail("the deletion does not end")


def test_life(iam, linked):
    assert linked["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/{SERVICE}/{NAME}"
    assert linked["Path"] == f"/aws-service-role/{SERVICE}/"
    shown = iam.get_role(RoleName=NAME)["Role"]
    assert shown["Description"] == "For ad insertion"
    assert shown["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["Service"] in (SERVICE, [SERVICE])

    assert refused(iam.create_service_linked_role, "InvalidInputException", AWSServiceName=SERVICE) == (
        f"Service role name {NAME} has been taken in this account, please try a different suffix.")

    task = iam.delete_service_linked_role(RoleName=NAME)["DeletionTaskId"]
    assert task.startswith(f"task/aws-service-role/{SERVICE}/{NAME}/")
    assert ended(iam, task)["Status"] == "SUCCEEDED"
    refused(iam.get_role, "NoSuchEntityException", RoleName=NAME)


def test_only_its_service_changes_it(iam, linked):
    for call, more in [
        (iam.delete_role, {}), (iam.update_assume_role_policy, {"PolicyDocument": trust_account()}),
        (iam.put_role_policy, {"PolicyName": "x", "PolicyDocument": document(allow("s3:*"))}),
        (iam.attach_role_policy, {"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}),
    ]:
        refused(call, "UnmodifiableEntityException", RoleName=NAME, **more)
    # What it says of itself may be changed.
    iam.update_role_description(RoleName=NAME, Description="Ads")
    assert iam.get_role(RoleName=NAME)["Role"]["Description"] == "Ads"


def test_suffixes(iam, linked):
    assert refused(iam.create_service_linked_role, "InvalidInputException", AWSServiceName=SERVICE,
                   CustomSuffix="mine") == f"Custom suffix is not allowed for {SERVICE}"
    other = {"AWSServiceName": "autoscaling.amazonaws.com", "CustomSuffix": "mine"}
    name = iam.create_service_linked_role(**other)["Role"]["RoleName"]
    assert name == "AWSServiceRoleForAutoScaling_mine"
    refused(iam.create_service_linked_role, "InvalidInputException", **other)
    assert ended(iam, iam.delete_service_linked_role(RoleName=name)["DeletionTaskId"])["Status"] == "SUCCEEDED"


def test_what_is_refused(iam, new_role):
    refused(iam.create_service_linked_role, "InvalidInputException", AWSServiceName="nobody.amazonaws.com")
    ordinary = new_role().rpartition("/")[2]
    for call, name in [(iam.delete_service_linked_role, "nobody"), (iam.delete_service_linked_role, ordinary)]:
        with pytest.raises(iam.exceptions.ClientError) as raised:
            call(RoleName=name)
        assert raised.value.response["Error"]["Code"] in ("NoSuchEntity", "InvalidInput", "ValidationError")
    refused(iam.get_service_linked_role_deletion_status, "NoSuchEntityException",
            DeletionTaskId=f"task/aws-service-role/{SERVICE}/{NAME}/00000000-0000-0000-0000-000000000000")
    refused(iam.create_role, "ValidationError", RoleName="x", Path=f"/aws-service-role/{SERVICE}/",
            AssumeRolePolicyDocument=trust_account())


def test_every_member_is_shown(iam, linked):
    assert absent(iam, "CreateServiceLinkedRole", {"Role": linked}) <= {
        "Role.PermissionsBoundary", "Role.Tags", "Role.RoleLastUsed", "Role.MaxSessionDuration"}
