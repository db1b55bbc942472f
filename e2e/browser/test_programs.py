"""What programs of the command line lead a browser to."""

import base64
import hashlib
import http.server
import threading
import urllib.parse

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config

from browser.test_portal import sign_in

pytestmark = pytest.mark.browser

VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture
def oidc(portal):
    return boto3.client("sso-oidc", endpoint_url=portal.url, region_name="us-east-1",
                        verify=str(portal.authority.authority), config=Config(signature_version=UNSIGNED))


class Listener:
    """A program on this machine to which the browser brings an answer."""

    def __init__(self):
        self.queries: list[dict[str, list[str]]] = []
        listener = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                url = urllib.parse.urlsplit(self.path)
                if url.path == "/oauth/callback":
                    listener.queries.append(urllib.parse.parse_qs(url.query))
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(b"<link rel=icon href=data:,><p>Back in the terminal</p>")

            def log_message(self, *_):
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.uri = f"http://127.0.0.1:{self.server.server_port}/oauth/callback"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def query(self, client: str, method: str = "S256") -> str:
        return urllib.parse.urlencode({
            "response_type": "code", "client_id": client, "redirect_uri": self.uri, "state": "xyz",
            "code_challenge": CHALLENGE, "code_challenge_method": method})


@pytest.fixture
def listener():
    listener = Listener()
    yield listener
    listener.server.shutdown()
    listener.server.server_close()


def test_a_code_is_compared_and_allowed(chromium, portal, oidc):
    sign_in(chromium, portal, "one")
    chromium.wait_for("Who you are")
    chromium.open(f"{portal.url}/device")
    chromium.wait_for("Enter the code")
    chromium.inspect("device")
    client = oidc.register_client(clientName="e2e", clientType="public", scopes=["sso:account:access"])
    identity = {"clientId": client["clientId"], "clientSecret": client["clientSecret"]}
    device = oidc.start_device_authorization(**identity, startUrl=f"{portal.url}/start")
    chromium.open(f"{portal.url}/device?user_code=BBBB-BBBB")
    chromium.wait_for("There is no such code")
    chromium.inspect("device-unknown")
    chromium.open(device["verificationUriComplete"])
    chromium.wait_for("Allow a program to act as you?")
    assert device["userCode"] in chromium.text
    chromium.inspect("device-question")
    chromium.button("Allow").click()
    chromium.wait_for("The program has access now")
    chromium.inspect("device-allowed")
    assert oidc.create_token(
        **identity, grantType="urn:ietf:params:oauth:grant-type:device_code", deviceCode=device["deviceCode"])


@pytest.mark.parametrize("button, name", [("Allow", "code"), ("Deny", "error")])
def test_a_program_of_this_machine_gets_an_answer(chromium, portal, oidc, listener, button, name):
    sign_in(chromium, portal, "one")
    chromium.wait_for("Who you are")
    client = oidc.register_client(
        clientName="e2e", clientType="public", scopes=["sso:account:access"], grantTypes=["authorization_code"],
        redirectUris=["http://127.0.0.1/oauth/callback"])
    chromium.open(f"{portal.url}/authorize?{listener.query(client['clientId'])}")
    chromium.wait_for("Allow a program to act as you?")
    assert listener.uri in chromium.text
    chromium.inspect("authorize")
    chromium.button(button).click()
    chromium.wait_for("Back in the terminal")
    [answer] = listener.queries
    assert answer["state"] == ["xyz"] and name in answer


def test_a_link_that_is_not_right_leads_nowhere(chromium, portal, listener):
    chromium.open(f"{portal.url}/authorize?{listener.query('nobody')}")
    chromium.wait_for("This link is not right")
    chromium.inspect("authorize-refused")
    assert listener.queries == []


def test_aws_login_gets_the_role_that_is_chosen(chromium, portal, listener):
    sign_in(chromium, portal, "mallory")
    chromium.wait_for("Select a role")
    client = "arn:aws:signin:::devtools/same-device"
    chromium.open(f"{portal.url}/v1/authorize?{listener.query(client, 'SHA-256')}")
    chromium.wait_for("Allow a program to act as you?")
    assert len(chromium.all("select[name=role] option")) == 2
    chromium.inspect("login-authorize")
    chromium.button("Allow").click()
    chromium.wait_for("Back in the terminal")
    [answer] = listener.queries
    assert answer["state"] == ["xyz"] and answer["code"]
