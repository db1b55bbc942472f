"""Every operation of botocore's S3 model, as `sallyport policy evaluate --http` maps it."""

import json
import re
import subprocess

import botocore.session
import pytest

from support.broker import ACCOUNT, executable

MODEL = botocore.session.get_session().get_service_model("s3", api_version="2006-03-01")
#: Old names of operations that send the same request as their successors.
FORMERLY = {
    "GetBucketLifecycle": "GetBucketLifecycleConfiguration",
    "PutBucketLifecycle": "PutBucketLifecycleConfiguration",
    "GetBucketNotification": "GetBucketNotificationConfiguration",
    "PutBucketNotification": "PutBucketNotificationConfiguration",
}
#: Of directory buckets and Object Lambda.
REFUSED = {"CreateSession", "ListDirectoryBuckets", "RenameObject", "WriteGetObjectResponse"}
#: Values that mean something by their form.
VALUES = {"x-amz-copy-source": "/source/key", "x-amz-tagging": "team=video", "versionId": "3"}
#: Without its parameters it is the request of ListBuckets, at another host.
NOT_TOLD = {"ListDirectoryBuckets"}


def value(name: str, shape) -> str:
    if name in VALUES:
        return VALUES[name]
    if getattr(shape, "enum", None):
        return shape.enum[0]
    return {"integer": "1", "long": "1", "boolean": "true", "timestamp": "2030-01-01T00:00:00Z"}.get(
        shape.type_name, "dummy")


def request(operation, everything: bool) -> tuple[str, list[str]]:
    """Method and path with query, and the headers, of an operation with its required members, or with all."""
    path, _, fixed = operation.http["requestUri"].partition("?")
    path = path.replace("{Bucket}", "bucket").replace("{Key+}", "some/key")
    query = fixed.split("&") if fixed else []
    headers = []
    shape = operation.input_shape
    for member, of in (shape.members if shape else {}).items():
        if not everything and member not in shape.required_members:
            continue
        location, name = of.serialization.get("location"), of.serialization.get("name", member)
        if location == "querystring":
            query.append(f"{name}={value(name, of)}")
        elif location == "header":
            headers.append(f"{name}: {value(name, of)}")
        elif location == "headers":
            headers.append(f"{name}dummy: dummy")
    return f"{operation.http['method']} {path}" + ("?" + "&".join(query) if query else ""), headers


def evaluate(line: str, headers: list[str]) -> dict:
    command = [str(executable()), "policy", "evaluate", "--principal", f"arn:aws:iam::{ACCOUNT}:user/ana",
               "--http", line, "--format", "json"]
    for header in headers:
        command += ["--header", header]
    result = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert result.returncode == 1, result.stderr
    return json.loads(result.stdout)


def documented(operation) -> set[str]:
    """The permissions that the model's documentation names."""
    return {name.lower() for name in re.findall(r"\bs3:[A-Z]\w+", operation.documentation)}


@pytest.mark.parametrize("everything", [False, True], ids=["required", "all"])
@pytest.mark.parametrize("name", MODEL.operation_names)
def test_is_mapped_or_refused_by_name(name, everything):
    if name in NOT_TOLD and not everything:
        pytest.skip("has no parameter that tells it")
    operation = MODEL.operation_model(name)
    found = evaluate(*request(operation, everything))
    if name in REFUSED:
        assert found["refused"]["code"] == "NotImplemented"
        assert found["refused"]["message"].startswith(f"{name} is refused")
        return
    assert found.get("operation") == FORMERLY.get(name, name), found
    actions = {question["action"].lower() for question in found["questions"]}
    assert actions and all(action.startswith("s3:") for action in actions)
    if not everything and documented(operation):
        assert actions <= documented(operation)


@pytest.mark.parametrize("name", MODEL.operation_names)
def test_with_something_foreign_is_refused(name):
    line, headers = request(MODEL.operation_model(name), True)
    mark = "&" if "?" in line else "?"
    foreign = ["foo", "uploadid=1", "x-amz-acl=private", "acl&tagging"]
    # A sub-resource beside another one, and never in the place of a plain operation.
    if MODEL.operation_model(name).http["requestUri"].partition("?")[2]:
        foreign.append("acl")
    for parameter in foreign:
        found = evaluate(line + mark + parameter, headers)
        assert "refused" in found and "is refused" not in found["refused"]["message"], parameter
