"""GetWebIdentityToken through boto3: tokens that anybody can verify with the keys that the broker publishes."""

import base64
import datetime
import hashlib
import json
import urllib.error
import urllib.request

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from support.accounts import allow, credentials_of, refused, trust
from support.broker import ACCOUNT

AUDIENCE = "https://store.example.org"
ASK = allow(["sts:GetWebIdentityToken", "sts:TagGetWebIdentityToken"])


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def number(text: str) -> int:
    return int.from_bytes(decoded(text), "big")


def document_at(url: str) -> dict:
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


def verified(token: str, issuer: str) -> tuple[dict, dict]:
    """Header and claims, when a key that the issuer publishes has made the token."""
    header, claims = (json.loads(decoded(part)) for part in token.split(".")[:2])
    signed, signature = token.rpartition(".")[0].encode(), decoded(token.rpartition(".")[2])
    discovery = document_at(f"{issuer}/.well-known/openid-configuration")
    assert discovery["issuer"] == issuer == claims["iss"]
    [key] = [key for key in document_at(discovery["jwks_uri"])["keys"] if key["kid"] == header["kid"]]
    assert key["alg"] == header["alg"] and "d" not in key
    if header["alg"] == "RS256":
        rsa.RSAPublicNumbers(number(key["e"]), number(key["n"])).public_key().verify(
            signature, signed, padding.PKCS1v15(), hashes.SHA256())
    else:
        assert header["alg"] == "ES384" and len(signature) == 96
        ec.EllipticCurvePublicNumbers(number(key["x"]), number(key["y"]), ec.SECP384R1()).public_key().verify(
            encode_dss_signature(int.from_bytes(signature[:48], "big"), int.from_bytes(signature[48:], "big")),
            signed, ec.ECDSA(hashes.SHA384()))
    return header, claims


@pytest.fixture
def issuer(iam):
    """The account's issuer, enabled for one test."""
    yield iam.enable_outbound_web_identity_federation()["IssuerIdentifier"]
    iam.disable_outbound_web_identity_federation()


def test_it_is_enabled_and_disabled(iam, new_user):
    user = new_user(ASK)
    request = {"Audience": [AUDIENCE], "SigningAlgorithm": "RS256"}
    refused(iam.get_outbound_web_identity_federation_info, "FeatureDisabled")
    refused(iam.disable_outbound_web_identity_federation, "FeatureDisabled")
    refused(user.sts.get_web_identity_token, "OutboundWebIdentityFederationDisabledException", **request)
    enabled = iam.enable_outbound_web_identity_federation()
    refused(iam.enable_outbound_web_identity_federation, "FeatureEnabled")
    info = iam.get_outbound_web_identity_federation_info()
    assert info["IssuerIdentifier"] == enabled["IssuerIdentifier"] and info["JwtVendingEnabled"] is True
    user.sts.get_web_identity_token(**request)
    iam.disable_outbound_web_identity_federation()
    refused(user.sts.get_web_identity_token, "OutboundWebIdentityFederationDisabledException", **request)


@pytest.mark.parametrize("algorithm", ["RS256", "ES384"])
def test_a_token_of_a_session(issuer, site, new_user, new_role, algorithm):
    role = new_role(ASK, trust_policy=trust(
        {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, ["sts:AssumeRole", "sts:TagSession"]))
    session = site.identity(credentials_of(new_user(allow(["sts:AssumeRole", "sts:TagSession"])).sts.assume_role(
        RoleArn=role, RoleSessionName="me", Tags=[{"Key": "Team", "Value": "video"}])))
    token = session.sts.get_web_identity_token(
        Audience=[AUDIENCE], SigningAlgorithm=algorithm, DurationSeconds=600,
        Tags=[{"Key": "Purpose", "Value": "backup"}])["WebIdentityToken"]
    header, claims = verified(token, issuer)
    assert header["alg"] == algorithm and claims["aud"] == AUDIENCE and claims["exp"] - claims["iat"] == 600
    assert claims["sub"] == role
    said = claims["https://sts.amazonaws.com/"]
    assert said["aws_account"] == ACCOUNT and said["request_tags"] == {"Purpose": "backup"}
    assert said["principal_tags"]["Team"] == "video"
    assert claims["https://aws.amazon.com/tags"]["principal_tags"] == {"Team": ["video"]}
    changed = token[:-8] + ("AAAAAAAA" if not token.endswith("AAAAAAAA") else "BBBBBBBB")
    with pytest.raises(InvalidSignature):
        verified(changed, issuer)


def test_what_is_refused(issuer, root, new_user, new_session):
    request = {"Audience": [AUDIENCE], "SigningAlgorithm": "RS256"}
    refused(root.sts.get_web_identity_token, "AccessDenied", **request)
    refused(new_user().sts.get_web_identity_token, "AccessDenied", **request)
    untagged = new_user(allow("sts:GetWebIdentityToken"))
    refused(untagged.sts.get_web_identity_token, "AccessDenied", Tags=[{"Key": "a", "Value": "b"}], **request)
    untagged.sts.get_web_identity_token(**request)
    session = new_session(ASK, DurationSeconds=900)
    refused(session.sts.get_web_identity_token, "SessionDurationEscalationException", DurationSeconds=1800, **request)


@pytest.mark.parametrize("name, audience, algorithm", [("ceph", "ceph", "RS256"), ("curve", "urn:curve", "ES384")])
def test_a_relying_party_with_certificates(issuer, new_user, name, audience, algorithm):
    own = f"{issuer}/{name}"
    user = new_user(ASK)
    token = user.sts.get_web_identity_token(Audience=[audience], SigningAlgorithm=algorithm)["WebIdentityToken"]
    header, claims = verified(token, own)
    assert claims["aud"] == audience and header["alg"] == algorithm
    discovery = document_at(f"{own}/.well-known/openid-configuration")
    assert discovery["id_token_signing_alg_values_supported"] == [algorithm]
    set_of_keys = document_at(discovery["jwks_uri"])
    assert set_of_keys == document_at(f"{own}/protocol/openid-connect/certs")
    [key] = set_of_keys["keys"]
    # The certificate is one of this key, signed by itself, and good now.
    [text] = key["x5c"]
    der = base64.b64decode(text, validate=True)
    certificate = x509.load_der_x509_certificate(der)
    certificate.verify_directly_issued_by(certificate)
    numbers = certificate.public_key().public_numbers()
    if algorithm == "RS256":
        assert (numbers.n, numbers.e) == (number(key["n"]), number(key["e"]))
    else:
        assert (numbers.x, numbers.y) == (number(key["x"]), number(key["y"]))
    now = datetime.datetime.now(datetime.timezone.utc)
    assert certificate.not_valid_before_utc <= now + datetime.timedelta(seconds=1)
    assert now < certificate.not_valid_after_utc
    [constraints] = [one.value for one in certificate.extensions if isinstance(one.value, x509.BasicConstraints)]
    assert not constraints.ca
    assert certificate.subject == certificate.issuer and certificate.serial_number > 0
    [thumbprint] = document_at(f"{own}/thumbprints")["thumbprints"]
    assert thumbprint["sha1"] == hashlib.sha1(der).hexdigest() and thumbprint["kid"] == key["kid"] == header["kid"]
    # The account's issuer is as ever, and its tokens are not this issuer's.
    assert all("x5c" not in one for one in document_at(f"{issuer}/.well-known/jwks.json")["keys"])
    other = user.sts.get_web_identity_token(Audience=[AUDIENCE], SigningAlgorithm=algorithm)["WebIdentityToken"]
    verified(other, issuer)
    with pytest.raises(AssertionError):
        verified(other, own)


def test_what_a_profile_refuses(issuer, new_user):
    user = new_user(ASK)
    ask = user.sts.get_web_identity_token
    refused(ask, "ValidationError", Audience=["ceph"], SigningAlgorithm="ES384")
    refused(ask, "ValidationError", Audience=["ceph", AUDIENCE], SigningAlgorithm="RS256")
    refused(ask, "ValidationError", Audience=["ceph"], SigningAlgorithm="RS256", Tags=[{"Key": "a", "Value": "b"}])
    ask(Audience=["ceph"], SigningAlgorithm="RS256")


def test_tags_are_not_for_everybody(issuer, site, new_user, new_role):
    role = new_role(ASK, trust_policy=trust(
        {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]))
    session = site.identity(credentials_of(
        new_user(allow(["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"])).sts.assume_role(
            RoleArn=role, RoleSessionName="me", Tags=[{"Key": "Team", "Value": "video"}], SourceIdentity="me")))
    said = {}
    for audience in ("ceph", "urn:curve"):
        algorithm = "RS256" if audience == "ceph" else "ES384"
        token = session.sts.get_web_identity_token(Audience=[audience], SigningAlgorithm=algorithm)["WebIdentityToken"]
        said[audience] = json.loads(decoded(token.split(".")[1]))
    names = {"https://aws.amazon.com/tags", "https://aws.amazon.com/source_identity"}
    assert not names & said["ceph"].keys() and names <= said["urn:curve"].keys()
    inside = said["ceph"]["https://sts.amazonaws.com/"]
    assert not {"principal_tags", "source_identity"} & inside.keys()


def test_attributes_of_the_assertion(issuer, site, provider, federated_role, signing_idp, anonymous):
    role = federated_role(ASK)
    response = signing_idp.response(role, provider, others={
        "mail": ["gina@example.org"], "urn:example:groups": ["a", "b"], "title": ["head"]})
    session = site.identity(credentials_of(anonymous.assume_role_with_saml(
        RoleArn=role, PrincipalArn=provider, SAMLAssertion=response)))
    token = session.sts.get_web_identity_token(
        Audience=["urn:reports"], SigningAlgorithm="ES384")["WebIdentityToken"]
    _, claims = verified(token, issuer)
    assert claims["email"] == "gina@example.org" and claims["groups"] == ["a", "b"]
    assert "head" not in json.dumps(claims)
    other = session.sts.get_web_identity_token(Audience=[AUDIENCE], SigningAlgorithm="ES384")["WebIdentityToken"]
    assert not {"email", "groups"} & verified(other, issuer)[1].keys()
    assert "gina@example.org" not in site.broker.audit_file.read_text()


def test_nobody_has_documents_of_an_account_that_is_none(issuer):
    for account in ("000000000000", "1", "../" + ACCOUNT):
        with pytest.raises(urllib.error.HTTPError) as answer:
            document_at(f"{issuer.rpartition('/')[0]}/{account}/.well-known/jwks.json")
        assert answer.value.code == 404
