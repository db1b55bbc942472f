"""The policy simulator through boto3."""

import pytest

from support.accounts import allow, deny, document, refused
from support.broker import ACCOUNT
from support.shapes import absent

FILMS = "arn:aws:s3:::films/*"


def decisions(reply: dict) -> dict[str, str]:
    return {one["EvalActionName"]: one["EvalDecision"] for one in reply["EvaluationResults"]}


def test_custom_policy(iam):
    reply = iam.simulate_custom_policy(
        PolicyInputList=[document(allow("s3:Get*", FILMS), deny("s3:GetObjectAcl"))],
        ActionNames=["s3:GetObject", "s3:GetObjectAcl", "s3:PutObject"], ResourceArns=["arn:aws:s3:::films/a"])
    assert decisions(reply) == {
        "s3:GetObject": "allowed", "s3:GetObjectAcl": "explicitDeny", "s3:PutObject": "implicitDeny"}
    allowed = reply["EvaluationResults"][0]
    assert allowed["EvalResourceName"] == "arn:aws:s3:::films/a"
    [matched] = allowed["MatchedStatements"]
    assert matched["SourcePolicyId"] == "PolicyInputList.1"
    assert matched["StartPosition"]["Line"] == matched["EndPosition"]["Line"] == 1
    assert matched["StartPosition"]["Column"] < matched["EndPosition"]["Column"]


def test_a_role_without_its_trust_policy(iam):
    role = f"arn:aws:iam::{ACCOUNT}:role/Auditor"
    asked = {"ActionNames": ["sts:AssumeRole"], "ResourceArns": [role]}
    for resource, decision in [(role, "allowed"), (role + "2", "implicitDeny")]:
        reply = iam.simulate_custom_policy(PolicyInputList=[document(allow("sts:AssumeRole", resource))], **asked)
        assert decisions(reply) == {"sts:AssumeRole": decision}


def test_custom_policy_with_context_and_boundary(iam):
    policy = document(allow("s3:*", condition={"StringEquals": {"aws:PrincipalTag/team": "video"}}))
    asked = {"PolicyInputList": [policy], "ActionNames": ["s3:GetObject"]}
    without = iam.simulate_custom_policy(**asked)["EvaluationResults"][0]
    assert (without["EvalDecision"], without["MissingContextValues"]) == ("implicitDeny", ["aws:PrincipalTag/team"])
    entry = {"ContextKeyName": "aws:PrincipalTag/team", "ContextKeyValues": ["video"], "ContextKeyType": "string"}
    assert decisions(iam.simulate_custom_policy(**asked, ContextEntries=[entry])) == {"s3:GetObject": "allowed"}
    bounded = iam.simulate_custom_policy(
        **asked, ContextEntries=[entry], PermissionsBoundaryPolicyInputList=[document(allow("ec2:*"))])
    assert decisions(bounded) == {"s3:GetObject": "implicitDeny"}
    assert bounded["EvaluationResults"][0]["PermissionsBoundaryDecisionDetail"] == {
        "AllowedByPermissionsBoundary": False}


def test_scenarios_of_ec2(iam):
    asked = {"PolicyInputList": [document(allow("ec2:RunInstances"))], "ActionNames": ["ec2:RunInstances"],
             "ResourceHandlingOption": "EC2-VPC-InstanceStore"}
    types = ["instance", "image", "security-group", "network-interface"]
    arns = [f"arn:aws:ec2:us-east-1:{ACCOUNT}:{kind}/*" for kind in types]
    assert decisions(iam.simulate_custom_policy(**asked, ResourceArns=arns)) == {"ec2:RunInstances": "allowed"}
    refused(iam.simulate_custom_policy, "InvalidInput", **asked, ResourceArns=arns[:3])


def test_simulation_in_pages(iam):
    actions = [f"s3:{name}" for name in ("GetObject", "PutObject", "DeleteObject", "ListBucket", "GetBucketAcl")]
    paginator = iam.get_paginator("simulate_custom_policy")
    pages = list(paginator.paginate(PolicyInputList=[document(allow("s3:*"))], ActionNames=actions,
                                    PaginationConfig={"PageSize": 2}))
    assert [len(page["EvaluationResults"]) for page in pages] == [2, 2, 1]
    assert [one["EvalActionName"] for page in pages for one in page["EvaluationResults"]] == actions


def test_bad_simulations_are_refused(iam):
    refused(iam.simulate_custom_policy, "InvalidInputException", PolicyInputList=["no JSON"],
            ActionNames=["s3:GetObject"])
    refused(iam.simulate_custom_policy, "InvalidInputException", PolicyInputList=[document(allow("s3:*"))],
            ActionNames=["nonsense"])
    refused(iam.simulate_custom_policy, "InvalidInputException", PolicyInputList=[document(allow("s3:*"))],
            ActionNames=["s3:Get*"])


@pytest.fixture(params=["user", "group", "role"])
def principal(request, iam, unique, new_role):
    """The ARN of one with `s3:Get*` embedded."""
    name = unique(request.param)
    policy = document(allow("s3:Get*", FILMS))
    if request.param == "user":
        arn = iam.create_user(UserName=name)["User"]["Arn"]
        iam.put_user_policy(UserName=name, PolicyName="films", PolicyDocument=policy)
    elif request.param == "group":
        arn = iam.create_group(GroupName=name)["Group"]["Arn"]
        iam.put_group_policy(GroupName=name, PolicyName="films", PolicyDocument=policy)
    else:
        arn = new_role(name=name)
        iam.put_role_policy(RoleName=name, PolicyName="films", PolicyDocument=policy)
    return arn


def test_principal_policy(iam, principal):
    reply = iam.simulate_principal_policy(
        PolicySourceArn=principal, ActionNames=["s3:GetObject", "s3:PutObject"], ResourceArns=["arn:aws:s3:::films/a"])
    assert decisions(reply) == {"s3:GetObject": "allowed", "s3:PutObject": "implicitDeny"}
    [matched] = reply["EvaluationResults"][0]["MatchedStatements"]
    assert matched["SourcePolicyType"] == "IAM Policy" and "films" in matched["SourcePolicyId"]
    added = iam.simulate_principal_policy(
        PolicySourceArn=principal, ActionNames=["s3:PutObject"], PolicyInputList=[document(allow("s3:Put*"))])
    assert decisions(added) == {"s3:PutObject": "allowed"}
    pages = list(iam.get_paginator("simulate_principal_policy").paginate(
        PolicySourceArn=principal, ActionNames=["s3:GetObject", "s3:PutObject", "s3:GetBucketAcl"],
        PaginationConfig={"PageSize": 1}))
    assert [len(page["EvaluationResults"]) for page in pages] == [1, 1, 1]


def test_principal_with_everything_around_it(iam, unique, new_role):
    """Attached policies, a boundary: each member of the result that can have a value has one."""
    boundary = iam.create_policy(
        PolicyName=unique("p"), PolicyDocument=document(allow("s3:GetObject")))["Policy"]["Arn"]
    policy = iam.create_policy(
        PolicyName=unique("p"),
        PolicyDocument=document(allow("s3:*", FILMS, {"StringEquals": {"aws:RequestTag/a": "b"}}), allow("s3:Get*")),
    )["Policy"]["Arn"]
    role = new_role(PermissionsBoundary=boundary)
    iam.attach_role_policy(RoleName=role.rpartition("/")[2], PolicyArn=policy)
    reply = iam.simulate_principal_policy(
        PolicySourceArn=role, ActionNames=["s3:GetObject", "s3:GetObjectAcl"], ResourceArns=["arn:aws:s3:::films/a"])
    assert decisions(reply) == {"s3:GetObject": "allowed", "s3:GetObjectAcl": "implicitDeny"}
    details = {one["EvalActionName"]: one["PermissionsBoundaryDecisionDetail"]["AllowedByPermissionsBoundary"]
               for one in reply["EvaluationResults"]}
    assert details == {"s3:GetObject": True, "s3:GetObjectAcl": False}
    missing = absent(iam, "SimulatePrincipalPolicy", reply)
    # Organizations' policies do not exist here, and cross-account details need a resource policy.
    assert missing <= {"Marker", "EvaluationResults.OrganizationsDecisionDetail",
                       "EvaluationResults.EvalDecisionDetails", "EvaluationResults.ResourceSpecificResults"} | {
        path for path in missing if path.startswith("EvaluationResults.ResourceSpecificResults")}


def test_principals_that_cannot_be_simulated(iam, other_root, principal):
    refused(iam.simulate_principal_policy, "NoSuchEntityException",
            PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:user/nobody", ActionNames=["s3:GetObject"])
    with pytest.raises(other_root.iam.exceptions.ClientError) as raised:
        other_root.iam.simulate_principal_policy(PolicySourceArn=principal, ActionNames=["s3:GetObject"])
    assert raised.value.response["Error"]["Code"] in ("NoSuchEntity", "InvalidInput", "AccessDenied")


def test_context_keys(iam, principal):
    policy = document(allow("s3:*", "arn:aws:s3:::${aws:username}/*", {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}))
    reply = iam.get_context_keys_for_custom_policy(PolicyInputList=[policy])
    assert sorted(reply["ContextKeyNames"]) == ["aws:SourceIp", "aws:username"]
    assert absent(iam, "GetContextKeysForCustomPolicy", reply) == set()
    reply = iam.get_context_keys_for_principal_policy(PolicySourceArn=principal, PolicyInputList=[policy])
    assert sorted(reply["ContextKeyNames"]) == ["aws:SourceIp", "aws:username"]
    assert iam.get_context_keys_for_principal_policy(PolicySourceArn=principal)["ContextKeyNames"] == []
    refused(iam.get_context_keys_for_custom_policy, "InvalidInputException", PolicyInputList=["no JSON"])
    refused(iam.get_context_keys_for_principal_policy, "NoSuchEntityException",
            PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:role/nobody")
