"""`sallyport inspect` and `sallyport metadata` on what a real SimpleSAMLphp sent."""

import json
import subprocess
import urllib.parse
import urllib.request

import pytest

from conftest import provider_arn, role_arn
from support import saml
from support.simplesamlphp import BOTH_SIGNED


@pytest.fixture
def posted(simplesamlphp, broker):
    simplesamlphp.trust(broker.entity_id, broker.acs, BOTH_SIGNED)
    return simplesamlphp.sign_in("bob", broker.entity_id, relay_state="a state")


@pytest.fixture
def metadata(simplesamlphp, tmp_path):
    file = tmp_path / "idp-metadata.xml"
    with urllib.request.urlopen(simplesamlphp.metadata_url) as answer:
        file.write_bytes(answer.read())
    return file


@pytest.fixture
def inspect(sallyport, broker, metadata):
    """Runs `sallyport inspect -` on a text."""

    def run(text: str, *more: str, audience: str | None = None):
        command = [str(sallyport), "inspect", "-", "--metadata", str(metadata), "--recipient", broker.acs,
                   "--audience", audience or broker.entity_id, "--provider-arn", provider_arn("simplesamlphp"), *more]
        return subprocess.run(command, input=text, capture_output=True, text=True, timeout=30)

    return run


def failed(ended) -> list[str]:
    return [check["name"] for check in json.loads(ended.stdout)["checks"] if check["status"] == "failed"]


def test_accepts_and_shows_what_is_in_it(inspect, posted):
    ended = inspect(posted.response, "--format", "json")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    shown = json.loads(ended.stdout)
    assert shown["verdict"] == "accepted"
    assert shown["claims"]["roleSessionName"] == "bob"
    granted = [(role["roleArn"], role["providerArn"]) for role in shown["claims"]["roles"]]
    provider = provider_arn("simplesamlphp")
    assert granted == [(role_arn("Administrator"), provider), (role_arn("ReadOnly"), provider)]
    assert not failed(ended)


def test_takes_xml_base64_and_a_pasted_form(inspect, posted):
    for text in (saml.decoded(posted.response).decode(), posted.response, urllib.parse.urlencode(posted.fields)):
        assert inspect(text).returncode == 0


def test_names_the_check_that_failed(inspect, posted):
    tampered = inspect(saml.with_replaced(posted.response, b">bob<", b">eve<"), "--format", "json")
    assert tampered.returncode == 1 and "signature.valid" in failed(tampered)

    elsewhere = inspect(posted.response, "--format", "json", audience="https://other.example.org/")
    assert elsewhere.returncode == 1 and failed(elsewhere) == ["conditions.audience"]


def test_role_asked_for_has_to_be_granted(inspect, posted):
    assert inspect(posted.response, "--role-arn", role_arn("ReadOnly")).returncode == 0
    assert inspect(posted.response, "--role-arn", role_arn("Elsewhere")).returncode == 1


def test_unreadable_input_and_wrong_usage_have_codes_of_their_own(inspect, posted):
    assert inspect("neither XML nor base64 !").returncode == 2
    assert inspect(posted.response, "--no-such-option").returncode == 64


def test_metadata_is_described(sallyport, metadata, simplesamlphp):
    ended = subprocess.run([str(sallyport), "metadata", str(metadata), "--format", "json"],
                           capture_output=True, text=True, timeout=30)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert json.loads(ended.stdout)["verdict"] == "accepted"
    assert simplesamlphp.entity_id in ended.stdout
