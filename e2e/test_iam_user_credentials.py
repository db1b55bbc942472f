"""SSH public keys, certificates and service-specific credentials through boto3, with keys that OpenSSL made."""

import subprocess

import pytest

from support.accounts import refused
from support.broker import ACCOUNT
from support.shapes import absent


def openssl(*arguments: str, stdin: str = "") -> str:
    return subprocess.run(["openssl", *arguments], input=stdin, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A key, and a certificate that it signed itself, both in PEM."""
    key = tmp_path_factory.mktemp("pair") / "key.pem"
    certificate = openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-days", "30",
                          "-subj", "/CN=films.example.org")
    return key.read_text(), certificate


@pytest.fixture(scope="module")
def public_key(pair):
    return openssl("pkey", "-pubout", stdin=pair[0])


@pytest.fixture
def name(iam, unique):
    name = unique("user")
    iam.create_user(UserName=name)
    return name


def test_ssh_public_key(iam, name, public_key):
    made = iam.upload_ssh_public_key(UserName=name, SSHPublicKeyBody=public_key)["SSHPublicKey"]
    assert made["SSHPublicKeyId"].startswith("APKA") and made["Status"] == "Active"
    assert len(made["Fingerprint"].split(":")) == 16
    refused(iam.upload_ssh_public_key, "DuplicateSSHPublicKeyException", UserName=name, SSHPublicKeyBody=public_key)
    named = {"UserName": name, "SSHPublicKeyId": made["SSHPublicKeyId"]}
    shown = iam.get_ssh_public_key(Encoding="SSH", **named)
    assert absent(iam, "GetSSHPublicKey", shown) == set()
    body = shown["SSHPublicKey"]["SSHPublicKeyBody"]
    assert body.startswith("ssh-rsa AAAAB3NzaC1yc2E")
    iam.update_ssh_public_key(Status="Inactive", **named)
    listed = iam.list_ssh_public_keys(UserName=name)
    assert [one["Status"] for one in listed["SSHPublicKeys"]] == ["Inactive"]
    assert refused(iam.delete_user, "DeleteConflictException",
                   UserName=name) == "Cannot delete entity, must remove referenced objects first."
    iam.delete_ssh_public_key(**named)
    # The same key in the other form.
    again = iam.upload_ssh_public_key(UserName=name, SSHPublicKeyBody=body)["SSHPublicKey"]
    assert again["Fingerprint"] == made["Fingerprint"]
    pem = iam.get_ssh_public_key(UserName=name, SSHPublicKeyId=again["SSHPublicKeyId"], Encoding="PEM")
    assert pem["SSHPublicKey"]["SSHPublicKeyBody"].split() == public_key.split()
    for call, more in [(iam.get_ssh_public_key, {"Encoding": "SSH"}), (iam.delete_ssh_public_key, {}),
                       (iam.update_ssh_public_key, {"Status": "Active"})]:
        refused(call, "NoSuchEntityException", **named, **more)
    refused(iam.list_ssh_public_keys, "NoSuchEntityException", UserName="nobody")


def test_ssh_public_keys_that_are_refused(iam, name):
    refused(iam.upload_ssh_public_key, "UnrecognizedPublicKeyEncodingException", UserName=name,
            SSHPublicKeyBody="ssh-ed25519 AAAA")
    short = openssl("pkey", "-pubout", stdin=openssl("genrsa", "1024"))
    for body in ("ssh-rsa AAAA", short):
        refused(iam.upload_ssh_public_key, "InvalidPublicKeyException", UserName=name, SSHPublicKeyBody=body)


def test_signing_certificate(iam, name, pair):
    body = pair[1]
    made = iam.upload_signing_certificate(UserName=name, CertificateBody=body)["Certificate"]
    refused(iam.upload_signing_certificate, "DuplicateCertificateException", UserName=name, CertificateBody=body)
    refused(iam.upload_signing_certificate, "MalformedCertificateException", UserName=name, CertificateBody="x")
    named = {"UserName": name, "CertificateId": made["CertificateId"]}
    iam.update_signing_certificate(Status="Inactive", **named)
    listed = iam.list_signing_certificates(UserName=name)
    assert [(one["Status"], one["CertificateBody"]) for one in listed["Certificates"]] == [("Inactive", body)]
    refused(iam.delete_user, "DeleteConflictException", UserName=name)
    iam.delete_signing_certificate(**named)
    refused(iam.delete_signing_certificate, "NoSuchEntityException", **named)
    refused(iam.update_signing_certificate, "NoSuchEntityException", Status="Active", **named)
    refused(iam.list_signing_certificates, "NoSuchEntityException", UserName="nobody")


def test_server_certificate(iam, unique, pair):
    name, (key, body) = unique("site"), pair
    call = {"ServerCertificateName": name, "CertificateBody": body, "PrivateKey": key}
    made = iam.upload_server_certificate(Path="/cloudfront/films/", Tags=[{"Key": "a", "Value": "b"}], **call)
    assert made["ServerCertificateMetadata"]["Arn"] == (
        f"arn:aws:iam::{ACCOUNT}:server-certificate/cloudfront/films/{name}")
    refused(iam.upload_server_certificate, "EntityAlreadyExistsException", **call)
    other = openssl("genrsa", "2048")
    refused(iam.upload_server_certificate, "KeyPairMismatchException",
            **{**call, "ServerCertificateName": unique("site"), "PrivateKey": other})
    encrypted = openssl("pkey", "-aes256", "-passout", "pass:x", stdin=key)
    for wrong in ({"PrivateKey": encrypted}, {"CertificateBody": "x"}, {"CertificateChain": "x"}):
        refused(iam.upload_server_certificate, "MalformedCertificateException",
                **{**call, "ServerCertificateName": unique("site"), **wrong})
    shown = iam.get_server_certificate(ServerCertificateName=name)
    assert shown["ServerCertificate"]["CertificateBody"] == body and "PRIVATE" not in str(shown)
    named = {"ServerCertificateName": name}
    iam.tag_server_certificate(Tags=[{"Key": "c", "Value": "d"}], **named)
    iam.untag_server_certificate(TagKeys=["a"], **named)
    assert [tag["Key"] for tag in iam.list_server_certificate_tags(**named)["Tags"]] == ["c"]
    renamed = unique("site")
    iam.update_server_certificate(NewServerCertificateName=renamed, NewPath="/", **named)
    listed = iam.list_server_certificates(PathPrefix="/")["ServerCertificateMetadataList"]
    assert renamed in [one["ServerCertificateName"] for one in listed]
    iam.delete_server_certificate(ServerCertificateName=renamed)
    for call, more in [(iam.get_server_certificate, {}), (iam.delete_server_certificate, {}),
                       (iam.update_server_certificate, {}), (iam.list_server_certificate_tags, {}),
                       (iam.tag_server_certificate, {"Tags": [{"Key": "a", "Value": "b"}]}),
                       (iam.untag_server_certificate, {"TagKeys": ["a"]})]:
        refused(call, "NoSuchEntityException", ServerCertificateName=name, **more)
    refused(iam.list_server_certificates, "ValidationError", Marker="nonsense!")


def test_service_specific_credential(iam, name):
    made = iam.create_service_specific_credential(UserName=name, ServiceName="codecommit.amazonaws.com")[
        "ServiceSpecificCredential"]
    assert made["ServiceUserName"] == f"{name}-at-{ACCOUNT}" and made["ServicePassword"]
    named = {"UserName": name, "ServiceSpecificCredentialId": made["ServiceSpecificCredentialId"]}
    iam.update_service_specific_credential(Status="Inactive", **named)
    reset = iam.reset_service_specific_credential(**named)["ServiceSpecificCredential"]
    assert reset["Status"] == "Inactive" and reset["ServicePassword"] != made["ServicePassword"]
    listed = iam.list_service_specific_credentials(UserName=name)["ServiceSpecificCredentials"]
    assert [one["ServiceSpecificCredentialId"] for one in listed] == [made["ServiceSpecificCredentialId"]]
    assert "ServicePassword" not in listed[0]
    for service in ("lambda.amazonaws.com", "x"):
        assert refused(iam.create_service_specific_credential, "NoSuchEntityException", UserName=name,
                       ServiceName=service) == (
            f"No such service {service} is supported for Service Specific Credentials")
    assert refused(iam.delete_user, "DeleteConflictException",
                   UserName=name) == "Cannot delete entity, must remove referenced objects first."
    iam.delete_service_specific_credential(**named)
    for call, more in [(iam.delete_service_specific_credential, {}), (iam.reset_service_specific_credential, {}),
                       (iam.update_service_specific_credential, {"Status": "Active"})]:
        refused(call, "NoSuchEntityException", **named, **more)
    refused(iam.list_service_specific_credentials, "NoSuchEntityException", UserName="nobody")
