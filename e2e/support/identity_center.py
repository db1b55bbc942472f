"""A broker that programs sign in at, as they do at IAM Identity Center."""

import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
from html import unescape

import botocore.session
from botocore import UNSIGNED
from botocore.config import Config

from .broker import ACCOUNT, Broker, Provider, Role, provider_arn, role_arn
from .browser import Browser, Page
from .development_idp import DevelopmentIdP
from .saml import AutoSubmitted

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
REGION = "us-east-1"
READING = {"reading": {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "iam:ListRoles", "Resource": "*"}]}}


class Center:
    """A broker, the development IdP behind it, and botocore's clients in front of it."""

    def __init__(self, directory, idp_directory):
        self.broker = Broker(directory)
        pairs = [(role_arn(name), provider_arn("dev")) for name in ("Administrator", "ReadOnly")]
        self.idp = DevelopmentIdP(idp_directory, {"alice": pairs, "bob": pairs})
        self.idp_server = self.idp.start(self.broker.acs, self.broker.entity_id)
        self.broker.write_configuration(
            [Provider("dev", self.idp.metadata_url)],
            # Nobody has the last one.
            [Role("Administrator", ["dev"]), Role("ReadOnly", ["dev"], policies=READING), Role("Auditor", ["dev"])])
        self.broker.make_key_ring()
        self.broker.start()
        session = botocore.session.Session()
        unsigned = Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1})
        self.oidc = session.create_client("sso-oidc", REGION, endpoint_url=self.broker.url, config=unsigned)
        self.sso = session.create_client("sso", REGION, endpoint_url=self.broker.url, config=unsigned)

    def stop(self) -> None:
        self.broker.stop()
        self.idp_server.stop()

    def register(self) -> dict:
        return self.oidc.register_client(clientName="e2e", clientType="public", scopes=["sso:account:access"])

    def start(self, client: dict) -> dict:
        return self.oidc.start_device_authorization(
            clientId=client["clientId"], clientSecret=client["clientSecret"], startUrl=f"{self.broker.url}/start")

    def create_token(self, client: dict, **members: str) -> dict:
        return self.oidc.create_token(
            clientId=client["clientId"], clientSecret=client["clientSecret"], **members)

    def poll(self, client: dict, device: dict) -> dict:
        return self.create_token(client, grantType=DEVICE, deviceCode=device["deviceCode"])

    def question(self, browser: Browser, url: str, user: str = "alice") -> Page:
        """Opens the link, signs in at the IdP when that is asked for, and gives the question."""
        page = browser.get(url)
        if page.status == 401:
            [link] = re.findall(r'class="button" href="([^"]+)"', page.html)
            login = browser.follow(browser.get(unescape(link))).form_with("username")
            posted = AutoSubmitted.found_on(browser.follow(browser.submit(login, username=user)))
            page = self.broker.post_response(browser, posted.fields)
            assert page.status == 302, page.text
            page = browser.follow(page)
        return page

    def answer(self, browser: Browser, url: str, answer: str = "allow", user: str = "alice") -> Page:
        return browser.submit(self.question(browser, url, user).form_with("formToken"), answer=answer)

    def sign_in(self, browser: Browser, user: str = "alice") -> tuple[dict, dict]:
        """A client, and tokens for it."""
        client = self.register()
        device = self.start(client)
        page = self.answer(browser, device["verificationUriComplete"], user=user)
        assert page.status == 200, page.text
        return client, self.poll(client, device)

    def home(self, directory, client: dict, tokens: dict, seconds: int = 3600):
        """A home directory with profiles, and tokens cached as the AWS CLI caches them."""
        url = self.broker.url
        services = "".join(f"{name} =\n  endpoint_url = {url}\n" for name in ("sso", "sso_oidc", "sts"))
        config = directory / "config"
        config.write_text(
            f"[sso-session corp]\nsso_start_url = {url}/start\nsso_region = {REGION}\n"
            f"sso_registration_scopes = sso:account:access\n"
            f"[profile admin]\nsso_session = corp\nsso_account_id = {ACCOUNT}\nsso_role_name = Administrator\n"
            f"region = {REGION}\nservices = here\n[services here]\n{services}")
        cache = directory / ".aws" / "sso" / "cache"
        cache.mkdir(parents=True)
        file = cache / (hashlib.sha1(b"corp").hexdigest() + ".json")
        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
        registered = datetime.datetime.fromtimestamp(client["clientSecretExpiresAt"], datetime.timezone.utc)
        file.write_text(json.dumps({
            "startUrl": f"{url}/start", "region": REGION, "accessToken": tokens["accessToken"],
            "expiresAt": end.strftime("%Y-%m-%dT%H:%M:%SZ"), "refreshToken": tokens["refreshToken"],
            "clientId": client["clientId"], "clientSecret": client["clientSecret"],
            "registrationExpiresAt": registered.strftime("%Y-%m-%dT%H:%M:%SZ")}))
        return file

    def environment(self, directory) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return {**kept, "HOME": str(directory), "AWS_CONFIG_FILE": str(directory / "config"),
                "AWS_EC2_METADATA_DISABLED": "true"}

    def caller(self, directory) -> str:
        """Who the profile is, as botocore's own chain of credentials finds it."""
        program = ("import botocore.session; "
                   "print(botocore.session.Session(profile='admin').create_client('sts').get_caller_identity()['Arn'])")
        run = subprocess.run([sys.executable, "-c", program], env=self.environment(directory), check=True,
                             capture_output=True, text=True, timeout=60)
        return run.stdout.strip()
