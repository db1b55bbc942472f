"""A call of each operation that botocore's service model has, with nothing but what it requires."""

from .accounts import allow, document, trust_account
from .broker import ACCOUNT

PASSWORDS = {"AuthenticationCode1": "123456", "AuthenticationCode2": "654321", "TokenCode": "123456"}

VALUES = {
    **PASSWORDS,
    "PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/nobody",
    "PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/nobody",
    "PolicySourceArn": f"arn:aws:iam::{ACCOUNT}:user/nobody",
    "SAMLProviderArn": f"arn:aws:iam::{ACCOUNT}:saml-provider/nobody",
    "SerialNumber": f"arn:aws:iam::{ACCOUNT}:mfa/nobody",
    "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/nobody",
    "PrincipalArn": f"arn:aws:iam::{ACCOUNT}:saml-provider/nobody",
    "PolicyDocument": document(allow("s3:*")),
    "AssumeRolePolicyDocument": trust_account(),
    "PolicyInputList": [document(allow("s3:*"))],
    "ActionNames": ["s3:GetObject"],
    "AccessKeyId": "AKIAIOSFODNN7EXAMPLE",
    "AWSServiceName": "mediatailor.amazonaws.com",
    "DeletionTaskId": "task/aws-service-role/mediatailor.amazonaws.com/AWSServiceRoleForMediaTailor/"
                      "00000000-0000-0000-0000-000000000000",
    "AccountAlias": "nobody-has-this",
    "VersionId": "v1",
    "EncodedMessage": "nonsense",
    "Name": "nobody",
}


def minimal(operation, more: dict | None = None) -> dict:
    """Parameters for one operation of a service model; `more` goes before what is made up."""
    shape = operation.input_shape
    if shape is None:
        return {}
    values = {**VALUES, **(more or {})}
    parameters = {name: values.get(name) or _made_up(shape.members[name]) for name in shape.required_members}
    # A user's own when it is absent: somebody else's is meant here.
    if "UserName" in shape.members:
        parameters["UserName"] = values.get("UserName", "nobody")
    # AWS does without it in sessions of AssumeRoot alone.
    if operation.name == "CreateLoginProfile":
        parameters["Password"] = "correct horse 1 Battery"
    return parameters


def _made_up(shape):
    if shape.type_name == "structure":
        return {name: _made_up(shape.members[name]) for name in shape.required_members}
    if shape.type_name == "list":
        return [_made_up(shape.member)]
    if shape.type_name == "boolean":
        return True
    if shape.type_name in ("integer", "long"):
        return shape.metadata.get("min", 1)
    if shape.type_name == "timestamp":
        return "2026-01-01T00:00:00Z"
    if shape.type_name == "blob":
        return b"x"
    if shape.type_name == "map":
        return {}
    if shape.enum:
        return shape.enum[0]
    return "nobody".ljust(shape.metadata.get("min", 1), "x")
