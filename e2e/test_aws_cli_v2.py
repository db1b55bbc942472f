"""Version 2 of the `aws` command signs in at the broker and takes roles there, as it does at IAM Identity Center."""

import json

import pytest

from support.aws_cli_v2 import AWS, version
from support.broker import ACCOUNT, Broker, executable
from support.certificates import CertificateAuthority
from support.identity_center import REGION, Center
from support.processes import Server

ARN = f"arn:aws:sts::{ACCOUNT}:assumed-role/ReadOnly/alice"


@pytest.fixture(scope="module", autouse=True)
def program():
    """The tests fail, and are not skipped, when there is none."""
    try:
        assert version()[0] == 2, version()
    except FileNotFoundError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def aws(center, tmp_path):
    return AWS(center.broker.url, tmp_path)


@pytest.fixture(params=["readonly", "old"])
def profile(request):
    """With an `sso-session`, and without."""
    return request.param


def identity(aws: AWS, profile: str) -> str:
    return aws("sts", "get-caller-identity", "--profile", profile)["Arn"]


def recorded(center: Center, name: str) -> int:
    return [record["eventName"] for record in center.broker.audit_records()].count(name)


def with_role(aws: AWS, profile: str, role: str) -> str:
    """Another profile of the same sign-in."""
    by_url = f"sso_start_url = {aws.url}/start\nsso_region = {REGION}"
    signs_in = "sso_session = corp" if profile == "readonly" else by_url
    aws.add_to_configuration(f"[profile {role}]\n{signs_in}\nsso_account_id = {ACCOUNT}\nsso_role_name = {role}\n"
                             f"region = {REGION}")
    return role


def test_signs_in_and_takes_a_role(center, aws, browser, profile):
    code, said = aws.login(center, browser, profile)
    assert code == 0 and f"Successfully logged into Start URL: {aws.url}/start" in said
    assert identity(aws, profile) == ARN
    # What it was given once does again.
    given = recorded(center, "AssumeRoleWithSAML")
    [kept] = aws.cached("cli", "Credentials")
    before = kept.read_text()
    assert "Auditor" in str(aws("iam", "list-roles", "--profile", profile))
    assert identity(aws, profile) == ARN
    assert recorded(center, "AssumeRoleWithSAML") == given and kept.read_text() == before
    said = aws.fails("iam", "list-users", "--profile", profile)
    assert "(AccessDenied)" in said and ARN in said
    # Other roles of the person are there without another sign-in; others' are not.
    assert identity(aws, with_role(aws, profile, "Administrator")).endswith(":assumed-role/Administrator/alice")
    for role in ("Auditor", "Nobody"):
        said = aws.fails("sts", "get-caller-identity", "--profile", with_role(aws, profile, role))
        assert "(ForbiddenException)" in said and "No access" in said


def test_what_it_leaves_on_disk(center, aws, browser, profile):
    aws.login(center, browser, profile)
    identity(aws, profile)
    [token], [credentials] = aws.cached("sso", "accessToken"), aws.cached("cli", "Credentials")
    [registration] = [file for file in aws.cached("sso", "clientSecret") if file != token]
    for file in (token, registration, credentials):
        assert file.stat().st_mode & 0o777 == 0o600, file
    kept = json.loads(token.read_text())
    assert kept["startUrl"] == f"{aws.url}/start" and ("refreshToken" in kept) == (profile == "readonly")
    secret = json.loads(credentials.read_text())["Credentials"]["SecretAccessKey"]
    for file in (token, registration):
        assert secret not in file.read_text() and "ASIA" not in file.read_text()


def test_whoever_denies_gives_nothing(center, aws, browser, profile):
    code, said = aws.login(center, browser, profile, answer="deny")
    assert code == 254 and "(AccessDeniedException)" in said and "The request was denied" in said
    assert "Successfully" not in said and not aws.cached("sso", "accessToken")
    assert "does not exist" in aws.fails("sts", "get-caller-identity", "--profile", profile)


def grow_old(aws: AWS) -> dict:
    """Has the access token be over, and the credentials gone; what there was."""
    [file] = aws.cached("sso", "accessToken")
    kept = json.loads(file.read_text())
    file.write_text(json.dumps({**kept, "expiresAt": "2020-01-01T00:00:00Z"}))
    for credentials in aws.cached("cli", "Credentials"):
        credentials.unlink()
    return kept


def test_renews_by_itself(center, aws, browser):
    aws.login(center, browser, "readonly")
    before = grow_old(aws)
    ended = aws.run("sts", "get-caller-identity", "--profile", "readonly", "--output", "json")
    assert json.loads(ended.stdout)["Arn"] == ARN and ended.stderr == ""
    [file] = aws.cached("sso", "accessToken")
    after = json.loads(file.read_text())
    assert file.stat().st_mode & 0o777 == 0o600
    assert after["accessToken"] != before["accessToken"] and after["refreshToken"] != before["refreshToken"]
    # What works once works once: the file of before is worth nothing.
    file.write_text(json.dumps(before))
    grow_old(aws)
    said = aws.fails("sts", "get-caller-identity", "--profile", "readonly")
    assert "Token has expired and refresh failed" in said
    assert center.broker.audit_records()[-1]["errorCode"] == "InvalidGrantException"


def test_lists_what_a_person_has(center, aws, browser):
    aws.login(center, browser, "readonly")
    [file] = aws.cached("sso", "accessToken")
    token = ["--access-token", json.loads(file.read_text())["accessToken"], "--region", REGION]
    assert aws("sso", "list-accounts", *token)["accountList"] == [{"accountId": ACCOUNT, "accountName": "example"}]
    listed = aws("sso", "list-account-roles", "--account-id", ACCOUNT, "--page-size", "1", *token)["roleList"]
    assert [one["roleName"] for one in listed] == ["Administrator", "ReadOnly"]


def test_logging_out_ends_the_token(center, aws, browser, profile):
    aws.login(center, browser, profile)
    identity(aws, profile)
    [file] = aws.cached("sso", "accessToken")
    text = file.read_text()
    assert aws.run("sso", "logout").returncode == 0
    assert not aws.cached("sso", "accessToken") and not aws.cached("cli", "Credentials")
    with pytest.raises(center.sso.exceptions.UnauthorizedException):
        center.sso.list_accounts(accessToken=json.loads(text)["accessToken"])
    # Whoever has a copy has nothing.
    file.write_text(text)
    said = aws.fails("sts", "get-caller-identity", "--profile", profile)
    assert "The SSO session associated with this profile has expired or is otherwise invalid" in said


def asks(aws: AWS) -> str:
    return aws.fails("sso", "list-accounts", "--access-token", "none", "--region", REGION)


def test_files_that_count_without_a_variable(aws):
    (aws.home / ".aws" / "broker").rename(aws.home / ".aws" / "models")
    del aws.environment["AWS_DATA_PATH"]
    said = asks(aws)
    assert "(UnauthorizedException)" in said and "Session token not found or invalid" in said


@pytest.fixture
def secure(sallyport, tmp_path):
    """A broker with TLS, and a certificate that nobody knows."""
    broker = Broker(tmp_path)
    broker.write_configuration([], [])
    authority = CertificateAuthority(tmp_path)
    port, tls = f"port: {broker.port}", "tls: { certificateChain: server.crt, privateKey: server.key }"
    broker.configuration.write_text(broker.configuration.read_text().replace(port, f"{port}, {tls}"))
    broker.make_key_ring()
    with Server("sallyport serve", [str(executable()), "serve", "--config", str(broker.configuration)],
                tmp_path / "serve.log") as server:
        server.wait_for(f"https://localhost:{broker.port}/health", authority=authority.authority)
        yield AWS(f"https://localhost:{broker.port}", tmp_path)


def test_a_broker_whose_authority_is_named(secure):
    assert "SSL validation failed" in asks(secure)
    secure.environment["AWS_CA_BUNDLE"] = str(secure.home / "ca.crt")
    assert "Session token not found or invalid" in asks(secure)
