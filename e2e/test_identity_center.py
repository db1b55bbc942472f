"""Command lines and SDKs that know IAM Identity Center get a person's roles from the broker."""

import base64
import hashlib
import json
import re
import subprocess
import sys
import time
import urllib.parse

import botocore.session
import pytest
from botocore.exceptions import ClientError

from support.broker import ACCOUNT, executable
from support.browser import Browser
from support.identity_center import REGION, Center


def code_of(error: pytest.ExceptionInfo) -> str:
    return error.value.response["Error"]["Code"]


def test_a_device_gets_roles_once_its_user_allows_it(center, browser):
    client = center.register()
    device = center.start(client)
    assert device["verificationUri"] == f"{center.broker.url}/device" and device["interval"] == 2
    with pytest.raises(center.oidc.exceptions.AuthorizationPendingException):
        center.poll(client, device)
    page = center.question(browser, device["verificationUriComplete"])
    assert device["userCode"] in page.text and "e2e" in page.text and "alice" in page.text
    assert device["deviceCode"] not in page.html
    assert browser.submit(page.form_with("formToken"), answer="allow").status == 200
    tokens = center.poll(client, device)
    assert tokens["tokenType"] == "Bearer" and tokens["expiresIn"] == 3600
    token = tokens["accessToken"]
    [account] = center.sso.list_accounts(accessToken=token)["accountList"]
    assert account == {"accountId": ACCOUNT, "accountName": "example"}
    pages = center.sso.get_paginator("list_account_roles").paginate(
        accessToken=token, accountId=ACCOUNT, PaginationConfig={"PageSize": 1})
    assert [role["roleName"] for page in pages for role in page["roleList"]] == ["Administrator", "ReadOnly"]
    given = center.sso.get_role_credentials(accessToken=token, accountId=ACCOUNT, roleName="ReadOnly")["roleCredentials"]
    sts = botocore.session.Session().create_client(
        "sts", REGION, endpoint_url=center.broker.url, aws_access_key_id=given["accessKeyId"],
        aws_secret_access_key=given["secretAccessKey"], aws_session_token=given["sessionToken"])
    assert sts.get_caller_identity()["Arn"].endswith("assumed-role/ReadOnly/alice")
    records = center.broker.audit_records()
    assert {"AuthorizeClient", "CreateToken", "AssumeRoleWithSAML"} <= {record["eventName"] for record in records}
    text = center.broker.audit_file.read_text()
    for secret in (token, tokens["refreshToken"], device["deviceCode"], client["clientSecret"]):
        assert secret not in text


def test_codes_work_once_and_for_their_own_client(center, browser):
    client = center.register()
    device = center.start(client)
    center.answer(browser, device["verificationUriComplete"])
    with pytest.raises(center.oidc.exceptions.InvalidGrantException):
        center.poll(center.register(), device)
    center.poll(client, device)
    time.sleep(2)
    with pytest.raises(center.oidc.exceptions.InvalidGrantException):
        center.poll(client, device)


def test_whoever_denies_gives_nothing(center, browser):
    client = center.register()
    device = center.start(client)
    assert center.answer(browser, device["verificationUriComplete"], "deny").status == 200
    with pytest.raises(center.oidc.exceptions.AccessDeniedException):
        center.poll(client, device)
    # What was said stands.
    assert center.question(browser, device["verificationUriComplete"]).status == 404


def test_wrong_codes_and_wrong_clients(center, browser):
    center.sign_in(browser)
    page = browser.get(f"{center.broker.url}/device?user_code=BCDF-GHJK")
    assert page.status == 404 and "user_code" in page.html
    client = center.register()
    with pytest.raises(center.oidc.exceptions.InvalidClientException) as error:
        center.start({**client, "clientSecret": center.register()["clientSecret"]})
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 401
    with pytest.raises(center.oidc.exceptions.UnsupportedGrantTypeException):
        center.create_token(client, grantType="password")
    with pytest.raises(center.oidc.exceptions.InvalidRequestException):
        center.oidc.start_device_authorization(
            clientId=client["clientId"], clientSecret=client["clientSecret"], startUrl="https://other.example/start")


def test_another_browser_answers_for_nobody(center, browser):
    client = center.register()
    device = center.start(client)
    url = device["verificationUriComplete"]
    form = center.question(browser, url).form_with("formToken")
    other = Browser()
    center.question(other, url, user="bob")
    assert other.submit(form, answer="allow").status == 403
    assert Browser().submit(form, answer="allow").status == 403
    with pytest.raises(center.oidc.exceptions.AuthorizationPendingException):
        center.poll(client, device)


def test_who_asks_too_often_is_told(center):
    client = center.register()
    device = center.start(client)
    codes = []
    for _ in range(6):
        with pytest.raises(ClientError) as error:
            center.poll(client, device)
        codes.append(code_of(error))
    assert codes[0] == "AuthorizationPendingException" and codes[-1] == "SlowDownException"
    assert error.value.response["ResponseMetadata"]["HTTPHeaders"]["retry-after"].isdigit()


def test_botocore_finds_credentials_of_a_profile(center, browser, tmp_path):
    client, tokens = center.sign_in(browser)
    center.home(tmp_path, client, tokens)
    assert center.caller(tmp_path).endswith("assumed-role/Administrator/alice")


def test_botocore_refreshes_and_each_refresh_token_works_once(center, browser, tmp_path):
    client, tokens = center.sign_in(browser)
    file = center.home(tmp_path, client, tokens, seconds=300)
    assert center.caller(tmp_path).endswith("assumed-role/Administrator/alice")
    cached = json.loads(file.read_text())
    assert cached["refreshToken"] != tokens["refreshToken"] and cached["accessToken"] != tokens["accessToken"]
    with pytest.raises(center.oidc.exceptions.InvalidGrantException):
        center.create_token(client, grantType="refresh_token", refreshToken=tokens["refreshToken"])
    # At once again is no theft: the session goes on.
    center.sso.list_accounts(accessToken=cached["accessToken"])


def test_logout_ends_the_tokens(center, browser):
    client, tokens = center.sign_in(browser)
    center.sso.logout(accessToken=tokens["accessToken"])
    with pytest.raises(center.sso.exceptions.UnauthorizedException):
        center.sso.list_accounts(accessToken=tokens["accessToken"])
    with pytest.raises(center.oidc.exceptions.InvalidGrantException):
        center.create_token(client, grantType="refresh_token", refreshToken=tokens["refreshToken"])


def test_signing_out_of_the_portal_ends_the_tokens(center, browser):
    _, tokens = center.sign_in(browser)
    center.sso.list_accounts(accessToken=tokens["accessToken"])
    browser.post(f"{center.broker.url}/console/signout", {})
    with pytest.raises(center.sso.exceptions.UnauthorizedException):
        center.sso.list_accounts(accessToken=tokens["accessToken"])


def test_a_program_on_the_same_machine_gets_a_code(center, browser):
    uri = "http://127.0.0.1:41234/oauth/callback"
    client = center.oidc.register_client(
        clientName="e2e", clientType="public", scopes=["sso:account:access"],
        grantTypes=["authorization_code", "refresh_token"], redirectUris=["http://127.0.0.1/oauth/callback"])
    verifier = "v" * 64
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    query = urllib.parse.urlencode({
        "response_type": "code", "client_id": client["clientId"], "redirect_uri": uri, "state": "xyz",
        "code_challenge": challenge, "code_challenge_method": "S256", "scopes": "sso:account:access"})
    page = center.answer(browser, f"{center.broker.url}/authorize?{query}")
    assert page.status == 302 and page.location.startswith(f"{uri}?"), page.text
    answer = urllib.parse.parse_qs(urllib.parse.urlsplit(page.location).query)
    assert answer["state"] == ["xyz"]
    members = {"grantType": "authorization_code", "code": answer["code"][0], "redirectUri": uri}
    with pytest.raises(center.oidc.exceptions.InvalidGrantException):
        center.create_token(client, codeVerifier="w" * 64, **members)
    tokens = center.create_token(client, codeVerifier=verifier, **members)
    assert center.sso.list_accounts(accessToken=tokens["accessToken"])["accountList"]
    elsewhere = query.replace(urllib.parse.quote_plus(uri), urllib.parse.quote_plus("https://evil.example/callback"))
    assert browser.get(f"{center.broker.url}/authorize?{elsewhere}").status == 400


class CommandLine:
    """`sallyport` for a user with a home directory of its own."""

    def __init__(self, center: Center, home):
        self.center, self.home = center, home
        self.environment = {**center.environment(home), "AWS_CONFIG_FILE": str(home / "config")}

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
        return subprocess.run([str(executable()), *arguments], env=self.environment, check=check,
                              capture_output=True, text=True, timeout=60)

    def login(self, browser: Browser, *more: str, answer: str = "allow") -> int:
        line = [str(executable()), "login", "--broker", self.center.broker.url, "--no-browser", *more]
        with subprocess.Popen(line, env=self.environment, stderr=subprocess.PIPE, text=True) as process:
            url = re.search(r"http\S+", process.stderr.readline()).group()
            page = self.center.answer(browser, url, answer)
            assert page.status == 200, page.text
            process.stderr.read()
            return process.wait(timeout=60)


def test_sallyport_signs_in_by_itself(center, browser, tmp_path):
    line = CommandLine(center, tmp_path)
    assert line.run("credentials", "--role", "ReadOnly", check=False).returncode == 2
    assert line.login(browser, "--write-profiles") == 0
    [cached] = (tmp_path / ".aws" / "sso" / "cache").iterdir()
    assert cached.stat().st_mode & 0o777 == 0o600 and cached.parent.stat().st_mode & 0o777 == 0o700
    given = json.loads(line.run("credentials", "--role", "ReadOnly").stdout)
    assert given["Version"] == 1 and given["AccessKeyId"].startswith("ASIA")
    assert line.run("credentials", "--role", "Nobody", check=False).returncode == 2
    config = (tmp_path / "config").read_text()
    assert "[profile example-Administrator]" in config and "[profile example-ReadOnly]" in config
    # The AWS CLI and SDKs use the same sign-in.
    (tmp_path / "config").write_text(config.replace("[profile example-Administrator]", "[profile admin]"))
    assert center.caller(tmp_path).endswith("assumed-role/Administrator/alice")
    program = "import botocore.session as s; print(s.Session().create_client('sts').get_caller_identity()['Arn'])"
    line.environment["AWS_DEFAULT_REGION"] = REGION
    ran = line.run("exec", "--role", "ReadOnly", "--", sys.executable, "-c", program)
    assert ran.stdout.strip().endswith("assumed-role/ReadOnly/alice")
    assert line.run("exec", "--role", "ReadOnly", "--", "sh", "-c", "exit 7", check=False).returncode == 7
    url = line.run("console", "--role", "ReadOnly", "--no-browser").stdout.strip()
    console = Browser()
    assert console.follow(console.get(url)).url == f"{center.broker.url}/console"
    token = json.loads(cached.read_text())["accessToken"]
    line.run("logout")
    assert not cached.exists()
    with pytest.raises(center.sso.exceptions.UnauthorizedException):
        center.sso.list_accounts(accessToken=token)


@pytest.fixture
def opener(tmp_path):
    """A program in the search path that takes an address as a browser would, and writes it down."""
    program = tmp_path / "bin" / "xdg-open"
    program.parent.mkdir()
    part, whole = tmp_path / "opened.part", tmp_path / "opened"
    program.write_text(f"#!/bin/sh\nprintf %s \"$1\" > {part}\nmv {part} {whole}\n")
    program.chmod(0o755)
    return whole


@pytest.mark.parametrize("answer, code", [("allow", 0), ("deny", 1)])
def test_sallyport_signs_in_in_the_browser_of_this_machine(center, browser, tmp_path, opener, answer, code):
    line = CommandLine(center, tmp_path)
    line.environment["PATH"] = f"{opener.parent / 'bin'}:{line.environment['PATH']}"
    command = [str(executable()), "login", "--broker", center.broker.url, "--write-profiles"]
    with subprocess.Popen(command, env=line.environment, stderr=subprocess.PIPE, text=True) as process:
        assert "/authorize?" in process.stderr.readline()
        deadline = time.monotonic() + 30
        while not opener.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        page = browser.follow(center.answer(browser, opener.read_text(), answer))
        assert page.url.startswith("http://127.0.0.1:") and "/oauth/callback?" in page.url
        process.stderr.read()
        assert process.wait(timeout=60) == code
    if answer == "allow":
        assert json.loads(line.run("credentials", "--role", "ReadOnly").stdout)["AccessKeyId"].startswith("ASIA")


def test_sallyport_is_told_no(center, browser, tmp_path):
    assert CommandLine(center, tmp_path).login(browser, answer="deny") == 1
    assert not (tmp_path / ".aws" / "sso" / "cache").exists()


def test_the_address_of_exec_wants_its_password(center, browser, tmp_path):
    line = CommandLine(center, tmp_path)
    assert line.login(browser) == 0
    program = ("import os, urllib.request, urllib.error\n"
               "url = os.environ['AWS_CONTAINER_CREDENTIALS_FULL_URI']\n"
               "def status(headers):\n"
               "    try: return urllib.request.urlopen(urllib.request.Request(url, headers=headers)).status\n"
               "    except urllib.error.HTTPError as error: return error.code\n"
               "own = os.environ['AWS_CONTAINER_AUTHORIZATION_TOKEN']\n"
               "print(status({}), status({'Authorization': own + 'x'}), status({'Authorization': own}))")
    ran = line.run("exec", "--role", "ReadOnly", "--", sys.executable, "-c", program)
    assert ran.stdout.split() == ["401", "401", "200"]
