"""Embedded and managed policies through boto3, on users, groups and roles alike."""

import json
from dataclasses import dataclass

import pytest

from support.accounts import allow, document, refused
from support.broker import ACCOUNT
from support.shapes import absent

POLICY = document(allow("s3:GetObject", "arn:aws:s3:::films/*"))
NOBODY = f"arn:aws:iam::{ACCOUNT}:policy/nobody"


@dataclass
class Holder:
    """A user, group or role, and the operations that are about its policies."""

    kind: str
    name: str
    iam: object

    @property
    def named(self) -> dict:
        return {f"{self.kind}Name": self.name}

    def call(self, verb: str, what: str = "policy"):
        return getattr(self.iam, f"{verb}_{self.kind.lower()}_{what}")

    @property
    def attached(self):
        return getattr(self.iam, f"list_attached_{self.kind.lower()}_policies")

    @property
    def embedded(self):
        return getattr(self.iam, f"list_{self.kind.lower()}_policies")


@pytest.fixture(params=["User", "Group", "Role"])
def holder(request, iam, unique, new_role):
    name = unique(request.param.lower())
    if request.param == "User":
        iam.create_user(UserName=name)
    elif request.param == "Group":
        iam.create_group(GroupName=name)
    else:
        new_role(name=name)
    return Holder(request.param, name, iam)


@pytest.fixture
def policy(iam, unique):
    return iam.create_policy(PolicyName=unique("policy"), PolicyDocument=POLICY)["Policy"]["Arn"]


# Embedded

def test_embedded_policies(holder):
    text = '{ "Version": "2012-10-17",\n  "Statement": { "Effect": "Allow", "Action": "s3:*", "Resource": "*" } }'
    holder.call("put")(**holder.named, PolicyName="films", PolicyDocument=text)
    shown = holder.call("get")(**holder.named, PolicyName="films")
    assert (shown[f"{holder.kind}Name"], shown["PolicyName"]) == (holder.name, "films")
    assert shown["PolicyDocument"] == json.loads(text)
    assert absent(holder.iam, f"Get{holder.kind}Policy", shown) == set()

    holder.call("put")(**holder.named, PolicyName="films", PolicyDocument=POLICY)
    assert holder.call("get")(**holder.named, PolicyName="films")["PolicyDocument"] == json.loads(POLICY)
    for number in range(4):
        holder.call("put")(**holder.named, PolicyName=f"more{number}", PolicyDocument=POLICY)
    paginator = holder.iam.get_paginator(f"list_{holder.kind.lower()}_policies")
    pages = list(paginator.paginate(**holder.named, PaginationConfig={"PageSize": 2}))
    assert [len(page["PolicyNames"]) for page in pages] == [2, 2, 1]
    assert [name for page in pages for name in page["PolicyNames"]] == ["films", "more0", "more1", "more2", "more3"]
    assert absent(holder.iam, f"List{holder.kind}Policies", pages[0]) == set()

    holder.call("delete")(**holder.named, PolicyName="films")
    refused(holder.call("get"), "NoSuchEntityException", **holder.named, PolicyName="films")
    refused(holder.call("delete"), "NoSuchEntityException", **holder.named, PolicyName="films")


def test_bad_embedded_policies_are_refused(holder):
    def put(exception, text, name="films"):
        return refused(holder.call("put"), exception, **holder.named, PolicyName=name, PolicyDocument=text)

    put("MalformedPolicyDocumentException", "no JSON")
    put("MalformedPolicyDocumentException", document({"Effect": "Allow", "Action": "s3:*"}))
    put("MalformedPolicyDocumentException", document({**allow("s3:*"), "Principal": "*"}))
    put("ValidationError", POLICY, name="a b")
    many = document(*(allow("s3:GetObject", f"arn:aws:s3:::bucket-{number:04}/{'x' * 60}") for number in range(90)))
    put("LimitExceededException", many)
    assert holder.embedded(**holder.named)["PolicyNames"] == []


def test_embedded_policies_of_nobody(holder):
    nobody = {f"{holder.kind}Name": "nobody"}
    refused(holder.call("put"), "NoSuchEntityException", **nobody, PolicyName="x", PolicyDocument=POLICY)
    refused(holder.call("get"), "NoSuchEntityException", **nobody, PolicyName="x")
    refused(holder.call("delete"), "NoSuchEntityException", **nobody, PolicyName="x")
    refused(holder.embedded, "NoSuchEntityException", **nobody)


# Attached

def test_attached_policies(holder, unique):
    path = f"/{unique('path')}/"
    made = [holder.iam.create_policy(PolicyName=unique("policy"), Path=path, PolicyDocument=POLICY)["Policy"]["Arn"]
            for _ in range(3)]
    built_in = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    for arn in [*made, built_in, built_in]:
        holder.call("attach")(**holder.named, PolicyArn=arn)
    paginator = holder.iam.get_paginator(f"list_attached_{holder.kind.lower()}_policies")
    pages = list(paginator.paginate(**holder.named, PaginationConfig={"PageSize": 3}))
    assert [len(page["AttachedPolicies"]) for page in pages] == [3, 1]
    attached = {one["PolicyArn"]: one["PolicyName"] for page in pages for one in page["AttachedPolicies"]}
    assert attached == {arn: arn.rpartition("/")[2] for arn in [*made, built_in]}
    assert absent(holder.iam, f"ListAttached{holder.kind}Policies", pages[0]) == set()
    below = holder.attached(**holder.named, PathPrefix=path)["AttachedPolicies"]
    assert sorted(one["PolicyArn"] for one in below) == sorted(made)
    assert holder.iam.get_policy(PolicyArn=made[0])["Policy"]["AttachmentCount"] == 1

    holder.call("detach")(**holder.named, PolicyArn=made[0])
    assert holder.iam.get_policy(PolicyArn=made[0])["Policy"]["AttachmentCount"] == 0
    refused(holder.call("detach"), "NoSuchEntityException", **holder.named, PolicyArn=made[0])


def test_ten_policies_can_be_attached(holder, unique):
    for _ in range(10):
        arn = holder.iam.create_policy(PolicyName=unique("policy"), PolicyDocument=POLICY)["Policy"]["Arn"]
        holder.call("attach")(**holder.named, PolicyArn=arn)
    message = refused(holder.call("attach"), "LimitExceededException", **holder.named,
                      PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    assert message == f"Cannot exceed quota for PoliciesPer{holder.kind}: 10"


def test_what_cannot_be_attached(holder, policy):
    nobody = {f"{holder.kind}Name": "nobody"}
    assert refused(holder.call("attach"), "NoSuchEntityException", **holder.named, PolicyArn=NOBODY) == (
        f"Policy {NOBODY} does not exist or is not attachable.")
    refused(holder.call("attach"), "ValidationError", **holder.named, PolicyArn="longer-than-20-characters")
    refused(holder.call("attach"), "NoSuchEntityException", **nobody, PolicyArn=policy)
    refused(holder.call("detach"), "NoSuchEntityException", **nobody, PolicyArn=policy)
    refused(holder.attached, "NoSuchEntityException", **nobody)


# Managed

def test_life_of_a_managed_policy(iam, unique):
    name, tags = unique("policy"), [{"Key": "team", "Value": "video"}]
    made = iam.create_policy(PolicyName=name, Path="/video/", PolicyDocument=POLICY, Description="Films",
                             Tags=tags)["Policy"]
    arn = made["Arn"]
    assert arn == f"arn:aws:iam::{ACCOUNT}:policy/video/{name}"
    assert made["PolicyId"].startswith("ANPA")
    assert made["Tags"] == tags and "Description" not in made
    shown = iam.get_policy(PolicyArn=arn)
    assert absent(iam, "GetPolicy", shown) == set()
    assert {key: shown["Policy"][key] for key in (
        "PolicyName", "Path", "DefaultVersionId", "AttachmentCount", "PermissionsBoundaryUsageCount", "IsAttachable",
        "Description", "Tags",
    )} == {"PolicyName": name, "Path": "/video/", "DefaultVersionId": "v1", "AttachmentCount": 0,
           "PermissionsBoundaryUsageCount": 0, "IsAttachable": True, "Description": "Films", "Tags": tags}

    iam.delete_policy(PolicyArn=arn)
    message = refused(iam.get_policy, "NoSuchEntityException", PolicyArn=arn)
    assert message == f"Policy {arn} was not found."
    refused(iam.delete_policy, "NoSuchEntityException", PolicyArn=arn)


def test_managed_policies_that_are_refused(iam, unique, policy):
    name = policy.rpartition("/")[2]
    assert refused(iam.create_policy, "EntityAlreadyExistsException", PolicyName=name.upper(),
                   PolicyDocument=POLICY) == (
        f"A policy called {name.upper()} already exists. Duplicate names are not allowed.")
    refused(iam.create_policy, "MalformedPolicyDocumentException", PolicyName=unique("p"), PolicyDocument="{}")
    refused(iam.create_policy, "MalformedPolicyDocumentException", PolicyName=unique("p"),
            PolicyDocument=document({**allow("s3:*"), "Principal": "*"}))
    long = document(*(allow("s3:GetObject", f"arn:aws:s3:::bucket-{number:04}/{'x' * 100}") for number in range(60)))
    refused(iam.create_policy, "LimitExceededException", PolicyName=unique("p"), PolicyDocument=long)
    refused(iam.create_policy, "ValidationError", PolicyName="a/b", PolicyDocument=POLICY)


def test_versions(iam, policy):
    other = document(allow("s3:PutObject", "arn:aws:s3:::films/*"))
    made = iam.create_policy_version(PolicyArn=policy, PolicyDocument=other)["PolicyVersion"]
    assert (made["VersionId"], made["IsDefaultVersion"]) == ("v2", False)
    made = iam.create_policy_version(PolicyArn=policy, PolicyDocument=other, SetAsDefault=True)["PolicyVersion"]
    assert (made["VersionId"], made["IsDefaultVersion"]) == ("v3", True)
    assert iam.get_policy(PolicyArn=policy)["Policy"]["DefaultVersionId"] == "v3"
    shown = iam.get_policy_version(PolicyArn=policy, VersionId="v1")
    assert shown["PolicyVersion"]["Document"] == json.loads(POLICY)
    assert absent(iam, "GetPolicyVersion", shown) == set()

    for _ in range(2):
        iam.create_policy_version(PolicyArn=policy, PolicyDocument=other)
    refused(iam.create_policy_version, "LimitExceededException", PolicyArn=policy, PolicyDocument=other)
    pages = list(iam.get_paginator("list_policy_versions").paginate(PolicyArn=policy, PaginationConfig={"PageSize": 2}))
    assert [len(page["Versions"]) for page in pages] == [2, 2, 1]
    versions = {one["VersionId"]: one["IsDefaultVersion"] for page in pages for one in page["Versions"]}
    assert versions == {"v1": False, "v2": False, "v3": True, "v4": False, "v5": False}

    iam.set_default_policy_version(PolicyArn=policy, VersionId="v1")
    refused(iam.delete_policy_version, "DeleteConflictException", PolicyArn=policy, VersionId="v1")
    refused(iam.delete_policy, "DeleteConflictException", PolicyArn=policy)
    for version in ("v2", "v3", "v4", "v5"):
        iam.delete_policy_version(PolicyArn=policy, VersionId=version)
    # Numbers are not used again.
    assert iam.create_policy_version(PolicyArn=policy, PolicyDocument=other)["PolicyVersion"]["VersionId"] == "v6"
    for call in (iam.get_policy_version, iam.delete_policy_version, iam.set_default_policy_version):
        refused(call, "NoSuchEntityException", PolicyArn=policy, VersionId="v2")
        refused(call, "NoSuchEntityException", PolicyArn=NOBODY, VersionId="v1")
    refused(iam.create_policy_version, "MalformedPolicyDocumentException", PolicyArn=policy, PolicyDocument="{}")
    refused(iam.create_policy_version, "NoSuchEntityException", PolicyArn=NOBODY, PolicyDocument=other)
    refused(iam.list_policy_versions, "NoSuchEntityException", PolicyArn=NOBODY)


def test_list_policies(iam, unique, new_role):
    path = f"/{unique('path')}/"
    arns = [iam.create_policy(PolicyName=unique("policy"), Path=path, PolicyDocument=POLICY)["Policy"]["Arn"]
            for _ in range(5)]
    paginator = iam.get_paginator("list_policies")

    def listed(**more):
        return sorted(one["Arn"] for page in paginator.paginate(**more, PaginationConfig={"PageSize": 2})
                      for one in page["Policies"])

    assert listed(PathPrefix=path, Scope="Local") == sorted(arns)
    name = new_role(PermissionsBoundary=arns[1]).rpartition("/")[2]
    iam.attach_role_policy(RoleName=name, PolicyArn=arns[0])
    assert listed(PathPrefix=path, PolicyUsageFilter="PermissionsPolicy", OnlyAttached=True) == [arns[0]]
    assert arns[1] in listed(PathPrefix=path, PolicyUsageFilter="PermissionsBoundary")
    built_in = listed(Scope="AWS")
    assert "arn:aws:iam::aws:policy/AdministratorAccess" in built_in
    assert not any(f":{ACCOUNT}:" in arn for arn in built_in)
    assert set(arns) < set(listed()) and set(built_in) < set(listed())
    first = iam.list_policies(PathPrefix=path, MaxItems=1)
    assert absent(iam, "ListPolicies", first) <= {"Policies.Description", "Policies.Tags"}
    refused(iam.list_policies, "ValidationError", Scope="Mine")


def test_policy_of_aws(iam):
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    shown = iam.get_policy(PolicyArn=arn)["Policy"]
    assert (shown["PolicyName"], shown["Arn"]) == ("AdministratorAccess", arn)
    version = iam.get_policy_version(PolicyArn=arn, VersionId=shown["DefaultVersionId"])["PolicyVersion"]
    assert version["Document"]["Statement"][0]["Action"] == "*"
    for call, more in [(iam.delete_policy, {}), (iam.create_policy_version, {"PolicyDocument": POLICY}),
                       (iam.tag_policy, {"Tags": [{"Key": "a", "Value": "b"}]})]:
        with pytest.raises(iam.exceptions.ClientError) as raised:
            call(PolicyArn=arn, **more)
        assert raised.value.response["Error"]["Code"] in ("AccessDenied", "InvalidInput", "UnmodifiableEntity")


def test_tags(iam, policy):
    iam.tag_policy(PolicyArn=policy, Tags=[{"Key": f"key{number}", "Value": "x"} for number in range(3)])
    first = iam.list_policy_tags(PolicyArn=policy, MaxItems=2)
    rest = iam.list_policy_tags(PolicyArn=policy, Marker=first["Marker"])
    assert [tag["Key"] for tag in first["Tags"] + rest["Tags"]] == ["key0", "key1", "key2"]
    iam.untag_policy(PolicyArn=policy, TagKeys=["key0", "key2"])
    assert iam.get_policy(PolicyArn=policy)["Policy"]["Tags"] == [{"Key": "key1", "Value": "x"}]
    refused(iam.tag_policy, "InvalidInputException", PolicyArn=policy,
            Tags=[{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}])
    for call, more in [(iam.tag_policy, {"Tags": [{"Key": "a", "Value": "1"}]}), (iam.untag_policy, {"TagKeys": ["a"]}),
                       (iam.list_policy_tags, {})]:
        refused(call, "NoSuchEntityException", PolicyArn=NOBODY, **more)


def test_entities_of_a_policy(iam, policy, unique, new_role):
    users, groups = [unique("user") for _ in range(2)], [unique("group") for _ in range(2)]
    roles = [new_role().rpartition("/")[2] for _ in range(2)]
    bounded = new_role(PermissionsBoundary=policy).rpartition("/")[2]
    for user in users:
        iam.create_user(UserName=user)
        iam.attach_user_policy(UserName=user, PolicyArn=policy)
    for group in groups:
        iam.create_group(GroupName=group)
        iam.attach_group_policy(GroupName=group, PolicyArn=policy)
    for role in roles:
        iam.attach_role_policy(RoleName=role, PolicyArn=policy)

    pages = list(iam.get_paginator("list_entities_for_policy").paginate(
        PolicyArn=policy, PolicyUsageFilter="PermissionsPolicy", PaginationConfig={"PageSize": 2}))
    assert len(pages) == 3
    assert sorted(one["UserName"] for page in pages for one in page["PolicyUsers"]) == sorted(users)
    assert sorted(one["GroupName"] for page in pages for one in page["PolicyGroups"]) == sorted(groups)
    assert sorted(one["RoleName"] for page in pages for one in page["PolicyRoles"]) == sorted(roles)
    everything = iam.list_entities_for_policy(PolicyArn=policy)
    assert bounded in [one["RoleName"] for one in everything["PolicyRoles"]]
    assert absent(iam, "ListEntitiesForPolicy", everything) == {"Marker"}
    only = iam.list_entities_for_policy(PolicyArn=policy, EntityFilter="Group")
    assert len(only["PolicyGroups"]) == 2 and not only["PolicyUsers"] and not only["PolicyRoles"]
    usage = iam.list_entities_for_policy(PolicyArn=policy, PolicyUsageFilter="PermissionsBoundary")
    assert [one["RoleName"] for one in usage["PolicyRoles"]] == [bounded] and not usage["PolicyUsers"]

    refused(iam.delete_policy, "DeleteConflictException", PolicyArn=policy)
    refused(iam.list_entities_for_policy, "NoSuchEntityException", PolicyArn=NOBODY)


def test_policies_of_another_account_are_invisible(iam, other_root, policy):
    for call in (other_root.iam.get_policy, other_root.iam.delete_policy, other_root.iam.list_policy_versions):
        with pytest.raises(call.__self__.exceptions.ClientError) as raised:
            call(PolicyArn=policy)
        assert raised.value.response["Error"]["Code"] in ("NoSuchEntity", "AccessDenied")
    assert policy not in [one["Arn"] for one in other_root.iam.list_policies(Scope="Local")["Policies"]]
    iam.get_policy(PolicyArn=policy)
