"""`aws login`: what the AWS CLI asks for, and how botocore renews what it gets."""

import base64
import datetime
import hashlib
import json
import time
import urllib.parse
import uuid

import botocore.credentials
import botocore.session
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from support.broker import ACCOUNT, role_arn
from support.browser import Browser
from support.identity_center import REGION, Center

CLIENT = "arn:aws:signin:::devtools/same-device"
URI = "http://127.0.0.1:41234/oauth/callback"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


class Key:
    """What botocore asks of the keys of awscrt, which is not here."""

    def __init__(self, key=None):
        self.key = key or ec.generate_private_key(ec.SECP256R1())

    @classmethod
    def new_key_from_der_data(cls, der: bytes) -> "Key":
        return cls(serialization.load_der_private_key(der, None))

    def pem(self) -> str:
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption()).decode()

    def get_public_coords(self) -> tuple[bytes, bytes]:
        numbers = self.key.public_key().public_numbers()
        return numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")

    def sign(self, digest: bytes) -> bytes:
        return self.key.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))

    @staticmethod
    def decode_der_signature_to_padded_pair(signature: bytes, pad_to: int) -> bytes:
        return b"".join(number.to_bytes(pad_to, "big") for number in utils.decode_dss_signature(signature))


class Kept:
    """A cached sign-in, as botocore loads and saves it."""

    def __init__(self, token: dict):
        self.token = token

    def load_token(self, _name: str) -> dict:
        return dict(self.token)

    def save_token(self, _name: str, token: dict) -> None:
        self.token = token


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture(autouse=True)
def keys(monkeypatch):
    monkeypatch.setattr(botocore.credentials, "EC", Key)


def signin(center: Center, key: Key | None = None, **header: str):
    """botocore's client, which sends a proof of a key with each call."""
    client = botocore.session.Session().create_client(
        "signin", REGION, endpoint_url=center.broker.url,
        config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}))

    def prove(params, **_):
        if key:
            params["headers"]["DPoP"] = botocore.credentials._build_dpop_header(key, params["url"], **header)

    client.meta.events.register("before-call.signin.CreateOAuth2Token", prove)
    return client


def question(center: Center, browser: Browser, **changes: str):
    fields = {"response_type": "code", "client_id": CLIENT, "redirect_uri": URI, "state": "xyz", "scope": "openid",
              "code_challenge": CHALLENGE, "code_challenge_method": "SHA-256", **changes}
    return center.question(browser, f"{center.broker.url}/v1/authorize?{urllib.parse.urlencode(fields)}")


def code(center: Center, browser: Browser, role: str = "ReadOnly", answer: str = "allow") -> dict[str, list[str]]:
    form = question(center, browser).form_with("formToken")
    page = browser.submit(form, answer=answer, role=role_arn(role))
    assert page.status == 302 and page.location.startswith(f"{URI}?"), page.text
    return urllib.parse.parse_qs(urllib.parse.urlsplit(page.location).query)


def redeem(client, code: str, **changes: str) -> dict:
    return client.create_o_auth2_token(tokenInput={
        "clientId": CLIENT, "grantType": "authorization_code", "code": code, "redirectUri": URI,
        "codeVerifier": VERIFIER, **changes})["tokenOutput"]


def caller(center: Center, token: dict) -> str:
    session = botocore.session.Session()
    session.set_credentials(token["accessKeyId"], token["secretAccessKey"], token["sessionToken"])
    return session.create_client("sts", REGION, endpoint_url=center.broker.url).get_caller_identity()["Arn"]


def test_the_cli_gets_the_chosen_role_and_botocore_renews_it(center, browser):
    key = Key()
    answer = code(center, browser)
    assert answer["state"] == ["xyz"]
    given = redeem(signin(center, key), answer["code"][0])
    assert given["tokenType"] == "aws_sigv4" and 0 < given["expiresIn"] <= 900
    assert caller(center, given["accessToken"]).endswith("assumed-role/ReadOnly/alice")
    claims = given["idToken"].split(".")[1]
    arn = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]
    assert arn.endswith("assumed-role/ReadOnly/alice")
    # It is over in a minute: botocore renews it, and keeps what it gets.
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=60)
    kept = Kept({
        "accessToken": {**given["accessToken"], "accountId": ACCOUNT,
                        "expiresAt": end.strftime("%Y-%m-%dT%H:%M:%SZ")},
        "refreshToken": given["refreshToken"], "clientId": CLIENT, "dpopKey": key.pem()})
    fetcher = botocore.credentials.LoginCredentialFetcher(
        "login", kept, lambda name, **more: botocore.session.Session().create_client(
            name, REGION, endpoint_url=center.broker.url, config=more["config"]))
    renewed = fetcher.refresh_credentials()
    assert renewed["access_key"] != given["accessToken"]["accessKeyId"]
    assert caller(center, kept.token["accessToken"]).endswith("assumed-role/ReadOnly/alice")
    assert kept.token["refreshToken"] != given["refreshToken"]


def test_a_refresh_token_is_worth_nothing_without_its_key(center, browser):
    key = Key()
    given = redeem(signin(center, key), code(center, browser)["code"][0])
    refresh = {"clientId": CLIENT, "grantType": "refresh_token", "refreshToken": given["refreshToken"]}
    thief = signin(center, Key())
    with pytest.raises(thief.exceptions.AccessDeniedException) as refused:
        thief.create_o_auth2_token(tokenInput=refresh)
    assert refused.value.response["error"] == "TOKEN_EXPIRED"
    assert signin(center, key).create_o_auth2_token(tokenInput=refresh)["tokenOutput"]["refreshToken"]


def test_a_call_takes_a_fresh_proof(center, browser):
    value = code(center, browser)["code"][0]
    proof = {"uid": str(uuid.uuid4()), "ts": int(time.time())}
    for client in (signin(center), signin(center, Key(), ts=int(time.time()) - 600)):
        with pytest.raises(client.exceptions.ValidationException):
            redeem(client, value)
    key = Key()
    redeem(signin(center, key, **proof), value)
    again = signin(center, key, **proof)
    with pytest.raises(again.exceptions.ValidationException):
        redeem(again, code(center, browser)["code"][0])


def test_a_code_is_for_its_program_once(center, browser):
    value = code(center, browser)["code"][0]
    client = signin(center, Key())
    for changes in ({"codeVerifier": "w" * 64}, {"redirectUri": URI + "/x"}):
        with pytest.raises(client.exceptions.AccessDeniedException):
            redeem(client, value, **changes)
    redeem(client, value)
    with pytest.raises(client.exceptions.AccessDeniedException):
        redeem(client, value)


def test_who_denies_gives_nothing(center, browser):
    assert code(center, browser, answer="deny") == {"error": ["access_denied"], "state": ["xyz"]}


def test_a_role_that_is_not_the_users_is_not_given(center, browser):
    value = code(center, browser, role="Nobody")["code"][0]
    client = signin(center, Key())
    with pytest.raises(client.exceptions.AccessDeniedException) as refused:
        redeem(client, value)
    assert refused.value.response["error"] == "INSUFFICIENT_PERMISSIONS"


@pytest.mark.parametrize("changes", [
    {"redirect_uri": "https://evil.example/callback"}, {"redirect_uri": "http://127.0.0.1@evil.example/"},
    {"client_id": "arn:aws:signin:::devtools/cross-device"}, {"code_challenge_method": "plain"},
    {"response_type": "token"}, {"code_challenge": "short"},
])
def test_links_lead_to_this_machine_alone(center, browser, changes):
    page = question(center, browser, **changes)
    assert page.status == 400 and page.location is None


def test_signing_out_ends_it(center, browser):
    key = Key()
    given = redeem(signin(center, key), code(center, browser)["code"][0])
    browser.post(f"{center.broker.url}/console/signout", {})
    client = signin(center, key)
    with pytest.raises(client.exceptions.AccessDeniedException):
        client.create_o_auth2_token(tokenInput={
            "clientId": CLIENT, "grantType": "refresh_token", "refreshToken": given["refreshToken"]})
