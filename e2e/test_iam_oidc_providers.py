"""OpenID Connect providers through boto3."""

import datetime

import pytest

from support.accounts import refused
from support.broker import ACCOUNT
from support.shapes import absent


@pytest.fixture
def url(unique):
    return f"https://{unique('issuer')}.example.org/tenant"


@pytest.fixture
def made(iam, url):
    """The ARN of a provider with one client id."""
    return iam.create_open_id_connect_provider(Url=url, ClientIDList=["sts.amazonaws.com"])["OpenIDConnectProviderArn"]


def test_life_of_a_provider(iam, url):
    tags = [{"Key": "team", "Value": "video"}]
    made = iam.create_open_id_connect_provider(
        Url=url, ClientIDList=["sts.amazonaws.com"], ThumbprintList=["9e" * 20], Tags=tags)
    arn = made["OpenIDConnectProviderArn"]
    assert arn == f"arn:aws:iam::{ACCOUNT}:oidc-provider/{url.removeprefix('https://')}"
    assert made["Tags"] == tags
    assert absent(iam, "CreateOpenIDConnectProvider", made) == set()

    shown = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert shown["Url"] == url.removeprefix("https://")
    assert shown["ClientIDList"] == ["sts.amazonaws.com"]
    assert shown["ThumbprintList"] == ["9e" * 20]
    assert datetime.datetime.now(datetime.timezone.utc) - shown["CreateDate"] < datetime.timedelta(minutes=5)
    assert absent(iam, "GetOpenIDConnectProvider", shown) == set()
    assert {"Arn": arn} in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]

    iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="second")
    iam.remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="sts.amazonaws.com")
    iam.update_open_id_connect_provider_thumbprint(OpenIDConnectProviderArn=arn, ThumbprintList=["ab" * 20])
    shown = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert (shown["ClientIDList"], shown["ThumbprintList"]) == (["second"], ["ab" * 20])

    iam.tag_open_id_connect_provider(OpenIDConnectProviderArn=arn, Tags=[{"Key": "cost", "Value": "1"}])
    iam.untag_open_id_connect_provider(OpenIDConnectProviderArn=arn, TagKeys=["team"])
    assert iam.list_open_id_connect_provider_tags(OpenIDConnectProviderArn=arn)["Tags"] == [
        {"Key": "cost", "Value": "1"}]

    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    refused(iam.get_open_id_connect_provider, "NoSuchEntityException", OpenIDConnectProviderArn=arn)
    # Once more, as AWS has it.
    iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)


def test_a_url_is_there_once(iam, made, url):
    message = refused(iam.create_open_id_connect_provider, "EntityAlreadyExistsException", Url=url)
    assert message == f"Provider with url {url} already exists."


@pytest.mark.parametrize("url", ["http://issuer.example.org", "https://issuer.example.org:8443", "https://a/?b"])
def test_a_url_that_is_none(iam, url):
    message = refused(iam.create_open_id_connect_provider, "InvalidInputException", Url=url)
    assert message == "Invalid Open ID Connect Provider URL"


def test_a_provider_that_is_not_there(iam):
    arn = f"arn:aws:iam::{ACCOUNT}:oidc-provider/nobody.example.org"
    for call, more in [
            (iam.get_open_id_connect_provider, {}),
            (iam.add_client_id_to_open_id_connect_provider, {"ClientID": "x"}),
            (iam.remove_client_id_from_open_id_connect_provider, {"ClientID": "x"}),
            (iam.update_open_id_connect_provider_thumbprint, {"ThumbprintList": ["ab" * 20]}),
            (iam.tag_open_id_connect_provider, {"Tags": [{"Key": "a", "Value": "b"}]}),
            (iam.untag_open_id_connect_provider, {"TagKeys": ["a"]}),
            (iam.list_open_id_connect_provider_tags, {})]:
        message = refused(call, "NoSuchEntityException", OpenIDConnectProviderArn=arn, **more)
        assert message == f"OpenIDConnect Provider not found for arn {arn}"
    refused(iam.delete_open_id_connect_provider, "InvalidInputException",
            OpenIDConnectProviderArn=f"arn:aws:iam::{ACCOUNT}:saml-provider/nobody")
