"""The calls to AWS, held against boto3's own and answered by moto: neither was written for this broker."""

import base64
import http.server
import json
import threading
import urllib.parse
import urllib.request

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from moto.server import ThreadedMotoServer

from support.accounts import Site
from support.broker import ACCOUNT, Broker, Provider, Role, provider_arn, role_arn
from support.signing_idp import SigningIdP

REGION = "eu-central-1"
THERE = "arn:aws:iam::210987654321:role/federated/There"
AUDIENCE = "sts.amazonaws.com"
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})


class Relay(http.server.BaseHTTPRequestHandler):
    """Hands calls over to moto and keeps them; adds to an answer what moto leaves out and AWS tells of a token."""

    calls: list[tuple[dict[str, str], dict[str, str]]] = []
    moto = ""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        form = dict(urllib.parse.parse_qsl(body.decode(), strict_parsing=True, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.calls.append((form, headers))
        kept = {name: value for name, value in headers.items() if name not in ("host", "content-length", "connection")}
        with urllib.request.urlopen(urllib.request.Request(self.moto, body, kept)) as answer:
            status, text = answer.status, answer.read().decode()
        if "WebIdentityToken" in form:
            claims = claims_of(form["WebIdentityToken"])
            text = text.replace("<AssumedRoleUser>", (
                f"<SubjectFromWebIdentityToken>{claims['sub']}</SubjectFromWebIdentityToken>"
                f"<Audience>{claims['aud']}</Audience><Provider>{claims['iss']}</Provider><AssumedRoleUser>"))
        self.send_response(status)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


def claims_of(token: str) -> dict:
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


@pytest.fixture(scope="module")
def relay():
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    Relay.moto = "http://{}:{}/".format(*moto.get_host_and_port())
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Relay)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    moto.stop()


@pytest.fixture
def broker(request, sallyport, relay, tmp_path):
    """A broker that asks the relay, by its own keys or by tokens."""
    (tmp_path / "broker").mkdir()
    broker = Broker(tmp_path / "broker", environment={
        "HOME": str(tmp_path), "AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_SESSION_TOKEN": ""})
    idp = SigningIdP(tmp_path / "idp", broker.acs, broker.entity_id)
    (broker.directory / "idp.xml").write_text(idp.metadata())
    way = {"webIdentity": {"audience": AUDIENCE}} if request.param == "token" else {"externalID": "sallyport-1"}
    broker.write_configuration(
        providers=[Provider("idp", "idp.xml")], roles=[Role("Here", ["idp"])],
        upstream={"endpoint": relay, "region": REGION, "roles": {role_arn("Here"): THERE}, **way})
    broker.make_key_ring()
    broker.start()
    if request.param == "token":
        Site(broker).identity(broker.make_root_key(ACCOUNT)).iam.enable_outbound_web_identity_federation()
    yield broker, idp
    broker.stop()


def given(broker: Broker, idp: SigningIdP) -> tuple[str, dict[str, str], dict[str, str]]:
    """The access key id that the broker gives, and its call."""
    Relay.calls.clear()
    response = idp.response(
        role_arn("Here"), provider_arn("idp"),
        attributes={"PrincipalTag:Team": ["video + sound"], "TransitiveTagKeys": ["Team"]})
    credentials = broker.assume_role_with_saml(
        response, role_arn("Here"), provider_arn("idp"), DurationSeconds="1800", Policy=POLICY)
    [(form, headers)] = Relay.calls
    return credentials.access_key_id, form, headers


def by_boto3(relay: str, operation: str, signed: bool, **parameters) -> tuple[dict[str, str], dict[str, str]]:
    """The call that boto3 makes."""
    Relay.calls.clear()
    client = boto3.client(
        "sts", endpoint_url=relay, region_name=REGION, aws_access_key_id="AKIAEXAMPLEEXAMPLE00",
        aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": 1}, **({} if signed else {"signature_version": UNSIGNED})))
    getattr(client, operation)(**parameters)
    [(form, headers)] = Relay.calls
    return form, headers


COMMON = {"RoleArn": THERE, "RoleSessionName": "gina", "DurationSeconds": 1800, "Policy": POLICY}


@pytest.mark.parametrize("broker", ["keys"], indirect=True)
def test_assume_role_is_what_boto3_sends(broker, relay):
    key, form, headers = given(*broker)
    assert key.startswith("ASIA")
    expected, theirs = by_boto3(
        relay, "assume_role", True, **COMMON, Tags=[{"Key": "Team", "Value": "video + sound"}],
        TransitiveTagKeys=["Team"], ExternalId="sallyport-1")
    assert form == expected
    assert headers["content-type"] == theirs["content-type"]
    scope = headers["authorization"].split("Credential=")[1].split(",")[0]
    assert scope == theirs["authorization"].split("Credential=")[1].split(",")[0]


@pytest.mark.parametrize("broker", ["token"], indirect=True)
def test_assume_role_with_web_identity_is_what_boto3_sends(broker, relay):
    key, form, headers = given(*broker)
    assert key.startswith("ASIA")
    expected, theirs = by_boto3(
        relay, "assume_role_with_web_identity", False, **COMMON, WebIdentityToken=form["WebIdentityToken"])
    assert form == expected
    assert headers["content-type"] == theirs["content-type"]
    assert "authorization" not in headers and "authorization" not in theirs
    claims = claims_of(form["WebIdentityToken"])
    assert claims["aud"] == AUDIENCE and claims["sub"] == role_arn("Here")
    assert claims["iss"] == f"{broker[0].public_url}/oidc/{ACCOUNT}" and claims["exp"] - claims["iat"] == 300
    assert claims["https://aws.amazon.com/tags"] == {
        "principal_tags": {"Team": ["video + sound"]}, "transitive_tag_keys": ["Team"]}
