"""GetWebIdentityToken through boto3: tokens that anybody can verify with the keys that the broker publishes."""

import base64
import json
import urllib.error
import urllib.request

import pytest
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


def test_nobody_has_documents_of_an_account_that_is_none(issuer):
    for account in ("000000000000", "1", "../" + ACCOUNT):
        with pytest.raises(urllib.error.HTTPError) as answer:
            document_at(f"{issuer.rpartition('/')[0]}/{account}/.well-known/jwks.json")
        assert answer.value.code == 404
