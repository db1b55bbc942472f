"""Roles for tokens of an OpenID provider: boto3, and the AWS CLI with a file that holds the token."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from support.accounts import REGION, document
from support.broker import ACCOUNT
from support.token_issuer import TokenIssuer, encoded

NO_KEY = ("Couldn't retrieve verification key from your identity provider,  please reference "
          "AssumeRoleWithWebIdentity documentation for requirements")


@pytest.fixture
def provider(token_issuer):
    return f"arn:aws:iam::{ACCOUNT}:oidc-provider/{token_issuer.name}"


@pytest.fixture
def role(iam, unique, provider, token_issuer):
    """The ARN of a role for one repository's main branch."""
    trust = document({
        "Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{token_issuer.name}:aud": token_issuer.audience},
                      "StringLike": {f"{token_issuer.name}:sub": "repo:acme/app:*"}}})
    return iam.create_role(RoleName=unique("deployer"), AssumeRolePolicyDocument=trust)["Role"]["Arn"]


@pytest.fixture
def sts(site):
    """Signs nothing: the token proves who calls."""
    return site.client("sts", None)


def refused(sts, role, token, **more) -> tuple[str, str]:
    with pytest.raises(ClientError) as raised:
        sts.assume_role_with_web_identity(RoleArn=role, RoleSessionName="job-1", WebIdentityToken=token, **more)
    error = raised.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_token_gives_a_role(site, sts, role, token_issuer):
    given = sts.assume_role_with_web_identity(
        RoleArn=role, RoleSessionName="job-1", WebIdentityToken=token_issuer.token(), DurationSeconds=900)
    assert given["SubjectFromWebIdentityToken"] == "repo:acme/app:ref:refs/heads/main"
    assert (given["Provider"], given["Audience"]) == (token_issuer.url, token_issuer.audience)
    assert given["AssumedRoleUser"]["Arn"].endswith("/job-1")
    keys = given["Credentials"]
    client = site._session.client(
        "sts", endpoint_url=site.broker.url, region_name=REGION, aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys["SessionToken"])
    assert client.get_caller_identity()["Arn"] == given["AssumedRoleUser"]["Arn"]
    record = json.loads(site.broker.audit_file.read_text().splitlines()[-2])
    assert record["eventName"] == "AssumeRoleWithWebIdentity"
    assert record["userIdentity"]["type"] == "WebIdentityUser"
    assert token_issuer.token()[:40] not in json.dumps(record)


def test_refusals(sts, role, token_issuer):
    now = int(time.time())
    elsewhere = TokenIssuer("https://nobody.example.org", token_issuer.audience)
    assert refused(sts, role, elsewhere.token()) == (
        "InvalidIdentityToken", "No OpenIDConnect provider found in your account for https://nobody.example.org")
    assert refused(sts, role, token_issuer.token(aud="other")) == ("InvalidIdentityToken", "Incorrect token audience")
    code, message = refused(sts, role, token_issuer.token(exp=now - 600))
    assert code == "ExpiredTokenException" and message.startswith("Token expired: current date/time ")
    assert refused(sts, role, token_issuer.token(iat=now - 100_000))[1].startswith("Token too old: 10")
    assert refused(sts, role, token_issuer.token(sub="repo:acme/other:ref:refs/heads/main")) == (
        "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
    assert refused(sts, role + "x", token_issuer.token())[0] == "AccessDenied"
    assert refused(sts, role, "no token")[1].startswith("The ID Token provided is not a valid JWT.")
    assert refused(sts, role, token_issuer.token(), DurationSeconds=43_200)[0] == "ValidationError"


def test_forged_tokens(sts, role, token_issuer):
    forger = TokenIssuer(token_issuer.url, token_issuer.audience)
    assert refused(sts, role, forger.token()) == ("InvalidIdentityToken", NO_KEY)
    assert refused(sts, role, token_issuer.token(header={"kid": "other"})) == ("InvalidIdentityToken", NO_KEY)
    header, payload, signature = token_issuer.token().split(".")
    unsigned = encoded(json.dumps({"alg": "none", "kid": token_issuer.key_id}).encode())
    for forged in (f"{unsigned}.{payload}.", f"{unsigned}.{payload}.{signature}", f"{header}.{payload}.AAAA"):
        assert refused(sts, role, forged) == ("InvalidIdentityToken", NO_KEY)


def test_the_cli_with_a_token_file(site, role, token_issuer, tmp_path):
    """As in a CI job or a pod: no key anywhere, the CLI fetches credentials by itself."""
    (tmp_path / "token").write_text(token_issuer.token())
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(tmp_path), "AWS_ENDPOINT_URL": site.broker.url,
        "AWS_DEFAULT_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true", "AWS_PAGER": "",
        "AWS_ROLE_ARN": role, "AWS_ROLE_SESSION_NAME": "job-2", "AWS_WEB_IDENTITY_TOKEN_FILE": str(tmp_path / "token"),
    }
    command = [str(Path(sys.executable).with_name("aws")), "sts", "get-caller-identity", "--output", "json"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["Arn"].endswith("/job-2")

    (tmp_path / "token").write_text(token_issuer.token(aud="other"))
    ended = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert ended.returncode != 0 and "Incorrect token audience" in ended.stderr
