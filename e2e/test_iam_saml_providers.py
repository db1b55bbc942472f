"""SAML providers through boto3."""

import datetime
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

from support.accounts import credentials_of, refused, trust_provider
from support.broker import ACCOUNT, provider_arn
from support.shapes import absent
from support.signing_idp import SigningIdP
from support.simplesamlphp import BOTH_SIGNED


@pytest.fixture
def metadata(signing_idp):
    return signing_idp.metadata()


@pytest.fixture
def made(iam, unique, metadata):
    """The ARN of a provider."""
    return iam.create_saml_provider(Name=unique("provider"), SAMLMetadataDocument=metadata)["SAMLProviderArn"]


@pytest.fixture(scope="module")
def private_key(tmp_path_factory):
    """Makes an RSA key and its certificate; the files."""
    directory = tmp_path_factory.mktemp("private-keys")

    def make(name: str):
        key, certificate = directory / f"{name}.key", directory / f"{name}.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj",
                        f"/CN={name}", "-keyout", str(key), "-out", str(certificate)],
                       check=True, capture_output=True)
        return key, certificate
    return make


def test_life_of_a_provider(iam, unique, signing_idp, tmp_path):
    name = unique("provider")
    until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=365)
    document = signing_idp.metadata(valid_until=until)
    tags = [{"Key": "team", "Value": "video"}]
    made = iam.create_saml_provider(Name=name, SAMLMetadataDocument=document, Tags=tags)
    arn = made["SAMLProviderArn"]
    assert arn == f"arn:aws:iam::{ACCOUNT}:saml-provider/{name}"
    assert made["Tags"] == tags
    assert absent(iam, "CreateSAMLProvider", made) == set()

    shown = iam.get_saml_provider(SAMLProviderArn=arn)
    assert shown["SAMLMetadataDocument"] == document
    assert shown["Tags"] == tags
    assert abs(shown["ValidUntil"] - until) < datetime.timedelta(seconds=1)
    assert datetime.datetime.now(datetime.timezone.utc) - shown["CreateDate"] < datetime.timedelta(minutes=5)

    listed = {one["Arn"]: one for one in iam.list_saml_providers()["SAMLProviderList"]}
    assert listed[arn]["CreateDate"] == shown["CreateDate"]
    assert provider_arn("configured") in listed

    other = SigningIdP(tmp_path / "other", "https://x.example.org/saml", "x", entity_id="https://other.example.net")
    assert iam.update_saml_provider(SAMLProviderArn=arn, SAMLMetadataDocument=other.metadata())[
        "SAMLProviderArn"] == arn
    shown = iam.get_saml_provider(SAMLProviderArn=arn)
    assert ElementTree.fromstring(shown["SAMLMetadataDocument"]).get("entityID") == "https://other.example.net"
    assert shown["Tags"] == tags

    iam.delete_saml_provider(SAMLProviderArn=arn)
    refused(iam.get_saml_provider, "NoSuchEntityException", SAMLProviderArn=arn)
    assert arn not in [one["Arn"] for one in iam.list_saml_providers()["SAMLProviderList"]]


def test_names_are_taken_once(iam, made, metadata):
    name = made.rpartition("/")[2]
    for taken in (name, name.upper()):
        refused(iam.create_saml_provider, "EntityAlreadyExistsException", Name=taken, SAMLMetadataDocument=metadata)


def test_configured_provider_cannot_be_changed(iam, metadata):
    arn = provider_arn("configured")
    assert "EntityDescriptor" in iam.get_saml_provider(SAMLProviderArn=arn)["SAMLMetadataDocument"]
    for call, more in [(iam.update_saml_provider, {"SAMLMetadataDocument": metadata}), (iam.delete_saml_provider, {}),
                       (iam.tag_saml_provider, {"Tags": [{"Key": "a", "Value": "b"}]})]:
        message = refused(call, "UnmodifiableEntityException", SAMLProviderArn=arn, **more)
        assert "configur" in message
    refused(iam.create_saml_provider, "EntityAlreadyExistsException", Name="configured", SAMLMetadataDocument=metadata)


@pytest.mark.parametrize("wrong", [
    "x" * 1200, "<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata' entityID='x'/>" + " " * 1000,
    "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>" + " " * 1000,
], ids=["text", "no idp", "doctype"])
def test_bad_metadata_is_refused(iam, unique, made, wrong):
    refused(iam.create_saml_provider, "InvalidInputException", Name=unique("provider"), SAMLMetadataDocument=wrong)
    refused(iam.update_saml_provider, "InvalidInputException", SAMLProviderArn=made, SAMLMetadataDocument=wrong)


def test_metadata_that_has_expired_is_refused(iam, unique, signing_idp):
    yesterday = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
    refused(iam.create_saml_provider, "InvalidInputException", Name=unique("provider"),
            SAMLMetadataDocument=signing_idp.metadata(valid_until=yesterday))


def test_bad_names_are_refused(iam, metadata):
    refused(iam.create_saml_provider, "ValidationError", Name="a/b", SAMLMetadataDocument=metadata)


def test_missing_and_foreign_providers(iam, other_root, made, metadata):
    nobody = provider_arn("nobody")
    for call, more in [(iam.get_saml_provider, {}), (iam.delete_saml_provider, {}), (iam.list_saml_provider_tags, {}),
                       (iam.update_saml_provider, {"SAMLMetadataDocument": metadata}),
                       (iam.tag_saml_provider, {"Tags": [{"Key": "a", "Value": "b"}]}),
                       (iam.untag_saml_provider, {"TagKeys": ["a"]})]:
        refused(call, "NoSuchEntityException", SAMLProviderArn=nobody, **more)
    # The other account's root is told no more than that.
    for call in (other_root.iam.get_saml_provider, other_root.iam.delete_saml_provider):
        with pytest.raises(call.__self__.exceptions.ClientError) as raised:
            call(SAMLProviderArn=made)
        assert raised.value.response["Error"]["Code"] in ("NoSuchEntity", "AccessDenied")
    assert made not in [one["Arn"] for one in other_root.iam.list_saml_providers()["SAMLProviderList"]]
    iam.get_saml_provider(SAMLProviderArn=made)


def test_tags(iam, made):
    iam.tag_saml_provider(SAMLProviderArn=made, Tags=[{"Key": f"key{number}", "Value": "x"} for number in range(5)])
    iam.tag_saml_provider(SAMLProviderArn=made, Tags=[{"Key": "key0", "Value": "y"}])
    first = iam.list_saml_provider_tags(SAMLProviderArn=made, MaxItems=2)
    assert first["IsTruncated"] and len(first["Tags"]) == 2
    rest = iam.list_saml_provider_tags(SAMLProviderArn=made, Marker=first["Marker"])
    assert absent(iam, "ListSAMLProviderTags", first) == set()
    tags = {tag["Key"]: tag["Value"] for tag in first["Tags"] + rest["Tags"]}
    assert tags == {"key0": "y", "key1": "x", "key2": "x", "key3": "x", "key4": "x"}
    iam.untag_saml_provider(SAMLProviderArn=made, TagKeys=["key1", "key2", "unknown"])
    left = iam.list_saml_provider_tags(SAMLProviderArn=made)
    assert [tag["Key"] for tag in left["Tags"]] == ["key0", "key3", "key4"] and not left["IsTruncated"]

    refused(iam.tag_saml_provider, "InvalidInputException", SAMLProviderArn=made,
            Tags=[{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}])
    refused(iam.tag_saml_provider, "LimitExceededException", SAMLProviderArn=made,
            Tags=[{"Key": f"more{number}", "Value": "x"} for number in range(48)])


def test_private_keys_and_encryption_mode(iam, unique, metadata, private_key):
    pem = private_key("first")[0].read_text()
    arn = iam.create_saml_provider(
        Name=unique("provider"), SAMLMetadataDocument=metadata, AssertionEncryptionMode="Required", AddPrivateKey=pem,
        Tags=[{"Key": "a", "Value": "b"}])["SAMLProviderArn"]
    shown = iam.get_saml_provider(SAMLProviderArn=arn)
    assert absent(iam, "GetSAMLProvider", shown) <= {"ValidUntil"}
    assert shown["AssertionEncryptionMode"] == "Required"
    [first] = shown["PrivateKeyList"]

    iam.update_saml_provider(SAMLProviderArn=arn, AddPrivateKey=private_key("second")[0].read_text())
    assert len(iam.get_saml_provider(SAMLProviderArn=arn)["PrivateKeyList"]) == 2
    refused(iam.update_saml_provider, "LimitExceededException", SAMLProviderArn=arn,
            AddPrivateKey=private_key("third")[0].read_text())

    iam.update_saml_provider(SAMLProviderArn=arn, RemovePrivateKey=first["KeyId"], AssertionEncryptionMode="Allowed")
    shown = iam.get_saml_provider(SAMLProviderArn=arn)
    assert shown["AssertionEncryptionMode"] == "Allowed"
    assert first["KeyId"] not in [key["KeyId"] for key in shown["PrivateKeyList"]]
    assert len(shown["PrivateKeyList"]) == 1
    assert pem.splitlines()[1] not in str(shown)

    refused(iam.update_saml_provider, "InvalidInputException", SAMLProviderArn=arn, AddPrivateKey="no key at all")
    # A provider that requires encryption needs a key to open it with.
    [last] = shown["PrivateKeyList"]
    refused(iam.update_saml_provider, "InvalidInputException", SAMLProviderArn=arn,
            RemovePrivateKey=last["KeyId"], AssertionEncryptionMode="Required")


def test_encrypted_assertion_of_simplesamlphp(site, iam, anonymous, simplesamlphp, new_role, private_key):
    """SimpleSAMLphp encrypts for the certificate whose key the provider has; CBC, so the response is signed as well."""
    key, certificate = private_key("encryption")
    arn = iam.create_saml_provider(
        Name="encrypted", SAMLMetadataDocument=simplesamlphp.metadata(), AssertionEncryptionMode="Required",
        AddPrivateKey=key.read_text())["SAMLProviderArn"]
    role = new_role(name="Confidential", trust_policy=trust_provider(arn, site.broker.acs))
    simplesamlphp.trust(site.broker.entity_id, site.broker.acs, BOTH_SIGNED, encrypt_for=certificate)
    posted = simplesamlphp.sign_in("frank", site.broker.entity_id)
    given = anonymous.assume_role_with_saml(RoleArn=role, PrincipalArn=arn, SAMLAssertion=posted.response)
    assert site.identity(credentials_of(given)).arn.endswith(":assumed-role/Confidential/frank")

    simplesamlphp.trust(site.broker.entity_id, site.broker.acs, BOTH_SIGNED)
    posted = simplesamlphp.sign_in("frank", site.broker.entity_id)
    refused(anonymous.assume_role_with_saml, "InvalidIdentityTokenException",
            RoleArn=role, PrincipalArn=arn, SAMLAssertion=posted.response)
