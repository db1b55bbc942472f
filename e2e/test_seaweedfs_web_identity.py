"""One command from a SAML response to credentials of a store: SeaweedFS, whose own STS trusts the broker's tokens."""

import base64
import json
import subprocess

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from support.accounts import REGION, Site, allow, document, trust_provider
from support.broker import ACCOUNT, Broker, Credentials, Provider, executable, provider_arn, role_arn
from support.development_idp import DevelopmentIdP
from support.store import SeaweedFS, client

AUDIENCE = "seaweedfs"
#: Roles of the store; its ARNs have no account.
WRITER, READER = "arn:aws:iam::role/Writer", "arn:aws:iam::role/Reader"


def role_of_the_store(name: str, policy: str, condition: dict | None = None) -> dict:
    trust = {"Effect": "Allow", "Principal": {"Federated": "sallyport"}, "Action": ["sts:AssumeRoleWithWebIdentity"],
             **({"Condition": condition} if condition else {})}
    return {"roleName": name, "roleArn": f"arn:aws:iam::role/{name}", "attachedPolicies": [policy],
            "trustPolicy": {"Version": "2012-10-17", "Statement": [trust]}}


def rules_of_the_store(issuer: str) -> dict:
    """Whoever has a token may write, but for the session of one role, which may read."""
    everything = ["arn:aws:s3:::*", "arn:aws:s3:::*/*"]
    return {
        "sts": {"tokenDuration": "1h", "maxSessionLength": "12h", "issuer": "the-store",
                "signingKey": base64.b64encode(b"a key of the store for its tests").decode()},
        "providers": [{"name": "sallyport", "type": "oidc", "enabled": True,
                       "config": {"issuer": issuer, "clientId": AUDIENCE}}],
        "policy": {"defaultEffect": "Deny"},
        "roles": [role_of_the_store("Writer", "Write"),
                  role_of_the_store("Reader", "Read", {"StringEquals": {"oidc:sub": role_arn("Viewer")}})],
        "policies": [
            {"name": "Write", "document": json.loads(document(allow(["s3:*"], everything)))},
            {"name": "Read", "document": json.loads(document(allow(["s3:GetObject", "s3:ListBucket"], everything)))},
        ],
    }


@pytest.fixture(scope="module")
def idp_and_site(sallyport, tmp_path_factory):
    """A broker whose users sign in at the development IdP, and whose account gives tokens."""
    broker = Broker(tmp_path_factory.mktemp("broker"))
    pairs = {user: [(role_arn(role), provider_arn("development"))]
             for user, role in (("alice", "Editor"), ("bob", "Viewer"), ("carol", "Guest"))}
    idp = DevelopmentIdP(tmp_path_factory.mktemp("idp"), pairs)
    broker.write_configuration(providers=[Provider("development", idp.metadata_url)], roles=[])
    broker.make_key_ring()
    with idp.start(acs=broker.acs, audience=broker.entity_id):
        broker.start()
        yield idp, Site(broker)
        broker.stop()


@pytest.fixture(scope="module")
def issuer(idp_and_site):
    """The account's issuer. Editor may ask for tokens for two audiences, Viewer for one, Guest for none."""
    site = idp_and_site[1]
    root = site.identity(site.broker.make_root_key(ACCOUNT), "root")
    for name, audiences in (("Editor", [AUDIENCE, "elsewhere"]), ("Viewer", [AUDIENCE]), ("Guest", [])):
        root.iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust_provider(
            provider_arn("development"), site.broker.acs))
        if audiences:
            root.iam.put_role_policy(RoleName=name, PolicyName="tokens", PolicyDocument=document(allow(
                "sts:GetWebIdentityToken",
                condition={"ForAllValues:StringEquals": {"sts:IdentityTokenAudience": audiences}})))
    return root.iam.enable_outbound_web_identity_federation()["IssuerIdentifier"]


@pytest.fixture(scope="module")
def store(issuer, tmp_path_factory):
    store = SeaweedFS(tmp_path_factory.mktemp("seaweedfs") / "store", rules_of_the_store(issuer))
    try:
        yield store.start()
    finally:
        store.stop()


@pytest.fixture(scope="module")
def assume(idp_and_site, issuer):
    """Runs `sallyport assume` with a fresh response of somebody."""
    idp, site = idp_and_site

    def run(user: str, *options: str) -> subprocess.CompletedProcess:
        command = [str(executable()), "assume", "--saml", "-", "--endpoint-url", site.broker.url, *options]
        return subprocess.run(command, input=idp.sign_in(user).response, capture_output=True, text=True, timeout=120)
    return run


@pytest.fixture(scope="module")
def enter(assume, store):
    """The same, up to credentials of the store."""
    def run(user: str, role: str, *options: str, audience: str = AUDIENCE) -> subprocess.CompletedProcess:
        return assume(user, "--web-identity-for", audience, "--relying-party-endpoint", store.url,
                      "--relying-party-role", role, *options)
    return run


def succeeded(ended: subprocess.CompletedProcess) -> str:
    assert ended.returncode == 0, ended.stderr
    assert not ended.stderr
    return ended.stdout


def refused(ended: subprocess.CompletedProcess) -> str:
    """What a refusal says, which holds no token, and nothing for whoever reads the output."""
    assert ended.returncode == 1 and not ended.stdout, (ended.returncode, ended.stdout, ended.stderr)
    assert "eyJ" not in ended.stderr
    return ended.stderr


def at_the_store(store: SeaweedFS, output: str):
    """boto3 with the credentials that the command printed as JSON."""
    given = json.loads(output)["Credentials"]
    return client(store.url, Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]))


def test_one_command_from_a_response_to_the_store(enter, store):
    answer = succeeded(enter("alice", WRITER, "--format", "json"))
    assert json.loads(answer)["SubjectFromWebIdentityToken"] == role_arn("Editor")
    writer = at_the_store(store, answer)
    writer.create_bucket(Bucket="films")
    writer.put_object(Bucket="films", Key="trailer.mov", Body=b"a film")
    assert writer.get_object(Bucket="films", Key="trailer.mov")["Body"].read() == b"a film"

    # The role whose condition is met reads, and the store decides that it does no more.
    reader = at_the_store(store, succeeded(enter("bob", READER, "--format", "json")))
    assert reader.get_object(Bucket="films", Key="trailer.mov")["Body"].read() == b"a film"
    with pytest.raises(ClientError) as raised:
        reader.put_object(Bucket="films", Key="trailer.mov", Body=b"another")
    assert raised.value.response["Error"]["Code"] == "AccessDenied"


@pytest.mark.parametrize("algorithm", ["RS256", "ES384"])
def test_every_form(enter, algorithm):
    options = ("--signing-algorithm", algorithm, "--token-duration", "60", "--relying-party-duration", "900")
    process = json.loads(succeeded(enter("alice", WRITER, *options, "--format", "credential-process")))
    assert process["Version"] == 1 and process["Expiration"].endswith("Z")
    shell = succeeded(enter("alice", WRITER, *options, "--format", "env", "--region", REGION))
    assert {line.split("=")[0] for line in shell.splitlines()} == {
        f"export AWS_{name}" for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN",
                                          "CREDENTIAL_EXPIRATION", "REGION", "DEFAULT_REGION")}
    # The store does not tell who its sessions are.
    table = dict(line.split(maxsplit=1) for line in succeeded(enter("alice", WRITER, *options)).splitlines()[:3])
    assert table["session"] == "-" and table["subject"] == role_arn("Editor")


def test_the_token_alone(assume, store, issuer):
    token = succeeded(assume("alice", "--web-identity-for", AUDIENCE)).removesuffix("\n")
    payload = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    assert (claims["iss"], claims["aud"], claims["sub"]) == (issuer, AUDIENCE, role_arn("Editor"))
    assert claims["exp"] - claims["iat"] == 300
    sts = boto3.Session().client("sts", endpoint_url=store.url, region_name=REGION,
                                 config=Config(signature_version=UNSIGNED))
    sts.assume_role_with_web_identity(RoleArn=WRITER, RoleSessionName="alice", WebIdentityToken=token)


def test_a_token_for_somebody_else_is_refused_by_the_store(enter):
    said = refused(enter("alice", WRITER, audience="elsewhere"))
    assert "token audience matches none of the configured client IDs" in said
    assert "aud elsewhere" in said


def test_a_role_whose_conditions_are_not_met_is_refused_in_the_words_of_the_store(enter):
    said = refused(enter("alice", READER))
    assert f"does not give {READER} for the token: AccessDenied: trust policy" in said
    assert f"sub {role_arn('Editor')}" in said
    assert "AccessDenied: role not found: Nobody" in refused(enter("alice", "arn:aws:iam::role/Nobody"))
    assert "DurationSeconds must be between" in refused(enter("alice", WRITER, "--relying-party-duration", "899"))


def test_what_the_broker_does_not_allow_does_not_come_to_the_store(enter, idp_and_site):
    for user, audience in (("carol", AUDIENCE), ("bob", "elsewhere")):
        said = refused(enter(user, WRITER, "--format", "env", audience=audience))
        assert f"the broker gives no token for {audience}: AccessDenied: " in said
        assert "is not authorized to perform: sts:GetWebIdentityToken" in said
    record = idp_and_site[1].broker.audit_records()[-1]
    assert record["eventName"] == "GetWebIdentityToken" and record["errorCode"] == "AccessDenied", record


def test_where_there_is_no_token_service(assume, idp_and_site, store):
    def failed(url: str) -> str:
        ended = assume("alice", "--web-identity-for", AUDIENCE, "--relying-party-endpoint", url,
                       "--relying-party-role", WRITER)
        assert ended.returncode == 2 and not ended.stdout, ended.stderr
        return ended.stderr
    assert "is --relying-party-endpoint the URL of its STS?" in failed(f"{idp_and_site[1].broker.url}/health")
    assert "no answer" in failed("http://127.0.0.1:9")
