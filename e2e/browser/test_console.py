"""Users of an account, other roles, several sessions and administrators' pages, in the browser."""

import configparser
import json
import subprocess

import boto3
import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.ui import WebDriverWait

from browser.conftest import ACCOUNTS
from browser.test_portal import sign_in
from support.broker import executable
from support.totp import Authenticator

pytestmark = pytest.mark.browser

ACCOUNT = ACCOUNTS[0]
PASSWORD, OTHER = "Corr3ct horse!", "Battery-5taple"


def policy(action: str) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]})


@pytest.fixture(scope="module")
def iam(portal, tmp_path_factory):
    """The root of the first account."""
    file = tmp_path_factory.mktemp("root") / "root.credentials"
    subprocess.run(
        [str(executable()), "account", "root-key", "create", "--config", str(portal.directory / "sallyport.yaml"),
         "--account", ACCOUNT, "--out", str(file)], check=True, capture_output=True)
    made = configparser.ConfigParser()
    made.read(file)
    return boto3.client(
        "iam", endpoint_url=portal.url, region_name="us-east-1", verify=str(portal.authority.authority),
        aws_access_key_id=made["default"]["aws_access_key_id"],
        aws_secret_access_key=made["default"]["aws_secret_access_key"])


@pytest.fixture(scope="module")
def users(iam):
    """One with a device, one whose password has to be changed, one who administrates."""
    trust = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}]})
    iam.create_role(RoleName="NightShift", Path="/ops/", AssumeRolePolicyDocument=trust)
    for name, action in [("dora", "sts:AssumeRole"), ("newcomer", "iam:ChangePassword"), ("chief", "sallyport:*")]:
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=policy(action))
        iam.create_login_profile(UserName=name, Password=PASSWORD, PasswordResetRequired=name == "newcomer")
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName="dora")["VirtualMFADevice"]
    device = Authenticator(made["Base32StringSeed"])
    first, second = device.passwords()
    iam.enable_mfa_device(
        UserName="dora", SerialNumber=made["SerialNumber"], AuthenticationCode1=first, AuthenticationCode2=second)
    return {"dora": device}


def type_in(chromium, portal, user: str, password: str = PASSWORD) -> None:
    chromium.open(f"{portal.url}/console?account=team-0")
    name = chromium.find("input[name=username]")
    name.clear()
    name.send_keys(user, Keys.TAB, password, Keys.ENTER)


def test_a_user_signs_in_with_password_and_code(chromium, portal, users):
    chromium.open(f"{portal.url}/console?account=team-0")
    chromium.inspect("user-sign-in")
    type_in(chromium, portal, "dora", "wrong")
    chromium.wait_for("is not right")
    chromium.inspect("user-refused")
    type_in(chromium, portal, "dora")
    chromium.wait_for("One-time password")
    chromium.inspect("user-mfa")
    chromium.find("input[name=code]").send_keys(users["dora"].next(), Keys.ENTER)
    chromium.wait_for("Who you are")
    assert f"arn:aws:iam::{ACCOUNT}:user/dora" in chromium.text
    record = [r for r in portal.audit_records() if r["eventName"] == "ConsoleLogin"][-1]
    assert record["userIdentity"]["userName"] == "dora" and record["additionalEventData"]["MFAUsed"] == "Yes"


def test_a_password_is_changed_on_the_way(second_chromium, portal, users):
    type_in(second_chromium, portal, "newcomer")
    second_chromium.wait_for("Ein anderes Passwort")
    second_chromium.inspect("user-new-password-de")
    second_chromium.find("input[name=newPassword]").send_keys(OTHER, Keys.TAB, OTHER, Keys.ENTER)
    second_chromium.wait_for("user/newcomer")


def test_a_role_is_switched_to_and_left(chromium, portal, users):
    type_in(chromium, portal, "dora")
    chromium.wait_for("One-time password")
    chromium.find("input[name=code]").send_keys(users["dora"].next(), Keys.ENTER)
    chromium.wait_for("Who you are")
    chromium.open(f"{portal.url}/switchrole?account=team-0&roleName=ops/NightShift"
                  "&displayName=Night%20shift&color=99BCE3")
    chromium.wait_for("Switch role")
    chromium.inspect("switch-role")
    chromium.button("Switch").click()
    chromium.wait_for("assumed-role/NightShift/dora")
    assert "Night shift" in chromium.find("nav.sessions").text
    chromium.inspect("switched")
    chromium.button(f"Back to dora @ {ACCOUNT}").click()
    chromium.wait_for("user/dora")


def test_two_accounts_stand_side_by_side(chromium, portal, users):
    sign_in(chromium, portal, "one")
    chromium.wait_for("assumed-role/Administrator/")
    chromium.open(f"{portal.url}/console/user?account=team-0")
    chromium.find("input[name=username]").send_keys("chief", Keys.TAB, PASSWORD, Keys.ENTER)
    chromium.wait_for("user/chief")
    choices = Select(chromium.find("#sessions-choice"))
    assert len(choices.options) == 1 and "Administrator" in choices.options[0].text
    chromium.inspect("two-sessions")
    chromium.button("Use").click()
    chromium.wait_for("assumed-role/Administrator/")


def test_an_administrator_sees_and_ends_sessions(chromium, second_chromium, portal, users):
    sign_in(second_chromium, portal, "one")
    second_chromium.wait_for("assumed-role/Administrator/")
    type_in(chromium, portal, "chief")
    chromium.wait_for("user/chief")
    chromium.find("a[href$='/console/admin']").click()
    chromium.wait_for("Administration")
    chromium.inspect("administration")
    assert not chromium.all("main img")
    chromium.all("button[name=subject]")[0].click()

    def is_ended(driver) -> bool:
        second_chromium.open(f"{portal.url}/console")
        return "assumed-role/Administrator/" not in second_chromium.text
    WebDriverWait(second_chromium.driver, 10).until(is_ended)


def test_a_response_is_tried(chromium, portal, users):
    type_in(chromium, portal, "chief")
    chromium.wait_for("user/chief")
    chromium.open(f"{portal.url}/console/admin")
    chromium.find("textarea[name=response]").send_keys(portal.idp.sign_in("one").fields["SAMLResponse"])
    chromium.button("Check it").click()
    chromium.wait_for("Every check holds.")
    chromium.inspect("report")


def test_an_administrator_tests_a_sign_in(chromium, portal, users):
    type_in(chromium, portal, "chief")
    chromium.wait_for("user/chief")
    chromium.open(f"{portal.url}/console/admin")
    chromium.find("select#tried option[value$='/development']").click()
    chromium.button("Go there").click()
    name = chromium.find("input[name=username]")
    name.send_keys("one", Keys.ENTER)
    chromium.wait_for("Every check holds.")
    chromium.inspect("trial")
    record = portal.audit_records()[-1]
    assert record["eventName"] == "TestProvider" and record["responseElements"]["roleArns"]
    # Nothing was given: the administrator is who he was.
    chromium.open(f"{portal.url}/console")
    chromium.wait_for("user/chief")
