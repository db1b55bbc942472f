"""Regions in which an account gives no credentials, told by the signature, or by the host of a call without one."""

import http.client
import urllib.parse

import boto3
import pytest
from botocore.config import Config

from conftest import provider_arn, role_arn
from support.accounts import refused
from support.broker import ACCOUNT, VERSIONS, Broker, Provider, Role
from support.development_idp import DevelopmentIdP

ROLE, PROVIDER = role_arn("Administrator"), provider_arn("development")


@pytest.fixture(scope="module")
def regional(sallyport, tmp_path_factory):
    """A broker whose account has no STS in London, and an IdP."""
    broker = Broker(tmp_path_factory.mktemp("regional"),
                    environment={"SALLYPORT_ACCOUNTS_0_STS_REGIONS_INACTIVE": "[eu-west-2]"})
    idp = DevelopmentIdP(tmp_path_factory.mktemp("regional-idp"), {"alice": [(ROLE, PROVIDER)]})
    broker.write_configuration(providers=[Provider("development", idp.metadata_url)],
                               roles=[Role("Administrator", ["development"])])
    broker.make_key_ring()
    with idp.start(acs=broker.acs, audience=broker.entity_id):
        broker.start()
        yield broker, idp
        broker.stop()


def assume(broker: Broker, response: str, host: str) -> tuple[int, str]:
    """AssumeRoleWithSAML at a host of this name."""
    body = urllib.parse.urlencode({"Action": "AssumeRoleWithSAML", "Version": VERSIONS["sts"], "RoleArn": ROLE,
                                   "PrincipalArn": PROVIDER, "SAMLAssertion": response})
    connection = http.client.HTTPConnection("127.0.0.1", broker.port)
    connection.request("POST", "/", body, {"Host": host, "Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_the_host_names_the_region(regional):
    broker, idp = regional
    response = idp.sign_in("alice").response
    status, text = assume(broker, response, "sts.eu-west-2.amazonaws.com")
    assert status == 403 and "<Code>RegionDisabledException</Code>" in text, text
    assert f"STS is not activated in this region for account:{ACCOUNT}." in text
    # It was no use of the response.
    status, text = assume(broker, response, "sts.eu-west-1.example.org:8443")
    assert status == 200, text
    records = [record for record in broker.audit_records() if record["eventName"] == "AssumeRoleWithSAML"]
    assert [record["awsRegion"] for record in records] == ["eu-west-2", "eu-west-1"]
    status, _ = assume(broker, idp.sign_in("alice").response, f"127.0.0.1:{broker.port}")
    assert status == 200 and broker.audit_records()[-1]["awsRegion"] == "us-east-1"


def test_the_signature_names_the_region(regional):
    broker, _ = regional
    key = broker.make_root_key(ACCOUNT)

    def client(region: str):
        return boto3.client("sts", endpoint_url=broker.url, region_name=region,
                            aws_access_key_id=key.access_key_id, aws_secret_access_key=key.secret_access_key,
                            config=Config(retries={"total_max_attempts": 1}))

    refused(client("eu-west-2").get_session_token, "RegionDisabledException")
    assert client("eu-west-2").get_caller_identity()["Account"] == ACCOUNT
    for region in ("eu-west-1", "us-east-1"):
        assert client(region).get_session_token()["Credentials"]["SessionToken"]
