"""Programs make console URLs out of credentials, and browsers follow them."""

import datetime
import json
import time

import pytest

from support import saml
from support.accounts import OTHER_ACCOUNT, Site, allow, credentials_of, deny, document, refused, trust, trust_account
from support.broker import ACCOUNT, Broker, Credentials
from support.browser import Browser, Page
from support.clock import ShiftedClock
from support.identity_brokers import (
    HOUR, TWELVE_HOURS, IdentityBroker, NoToken, as_botocore_has_them, by_hand, with_a_policy,
    with_a_policy_and_another_spelling, with_a_role,
)

PAGES = "https://console.example.org"
ISSUER = "https://sign-in.example.org"
FIFTEEN_MINUTES = 900


class Company:
    """An account, and an IAM user in it as which the company's identity broker signs."""

    def __init__(self, directory, environment: dict | None = None, **sessions):
        directory.mkdir(parents=True, exist_ok=True)
        self.broker = Broker(directory, environment=environment)
        self.broker.write_configuration(providers=[], roles=[], more_accounts=[OTHER_ACCOUNT], more={
            "endpoints": {"destinations": [PAGES], "issuers": [ISSUER]}, "sessions": sessions})
        self.broker.make_key_ring()
        self.broker.start()
        self.site = Site(self.broker)
        self.root = self.site.identity(self.broker.make_root_key(ACCOUNT))
        self.program = self.user(allow(["sts:AssumeRole", "sts:GetFederationToken", "sns:*"]))
        self.role = self.new_role()

    def user(self, *statements: dict) -> IdentityBroker:
        name = self.site.unique("program")
        self.root.iam.create_user(UserName=name)
        self.root.iam.put_user_policy(
            UserName=name, PolicyName="permissions", PolicyDocument=document(*statements))
        key = self.root.iam.create_access_key(UserName=name)["AccessKey"]
        who = self.site.identity(Credentials(key["AccessKeyId"], key["SecretAccessKey"]), name)
        return IdentityBroker(who, f"{self.broker.url}/federation", f"{ISSUER}/", f"{PAGES}/sns")

    def new_role(self, *statements: dict, trust_policy: str | None = None) -> str:
        """The ARN of a role."""
        name = self.site.unique("Topics")
        role = self.root.iam.create_role(
            RoleName=name, AssumeRolePolicyDocument=trust_policy or trust_account())["Role"]
        for number, statement in enumerate(statements or (allow("sns:*"),)):
            self.root.iam.put_role_policy(
                RoleName=name, PolicyName=f"permissions-{number}", PolicyDocument=document(statement))
        return role["Arn"]

    def assumed(self, role: str, who=None) -> dict:
        """Credentials of a role."""
        return (who or self.program.who).sts.assume_role(RoleArn=role, RoleSessionName="me")["Credentials"]

    def console(self, browser: Browser) -> dict | None:
        """What the console says of the browser's session; None without one."""
        page = browser.get(f"{self.broker.url}/console", {"Accept": "application/json"})
        return json.loads(page.body) if page.status == 200 else None


@pytest.fixture(scope="module")
def company(sallyport, tmp_path_factory):
    """URLs work for fifteen minutes, as often as they are followed: AWS's way, and the default."""
    made = Company(tmp_path_factory.mktemp("company"))
    yield made
    made.broker.stop()


@pytest.fixture(scope="module")
def careful(sallyport, tmp_path_factory):
    """URLs work once."""
    made = Company(tmp_path_factory.mktemp("careful"), signinTokensWorkOnce=True)
    yield made
    made.broker.stop()


PROGRAMS = {
    "python": lambda company: with_a_role(company.program, company.role),
    "java": lambda company: with_a_policy(company.program),
    "ruby": lambda company: with_a_policy_and_another_spelling(company.program),
    "query": lambda company: by_hand(company.program, company.role),
}
#: Whom each of them signs in, and for how long.
SESSIONS = {
    "python": ("assumed-role/{role}/AssumedByTheBroker", TWELVE_HOURS), "java": ("federated-user/UserName", HOUR),
    "ruby": ("federated-user/UserName", HOUR), "query": ("assumed-role/{role}/ByHand", TWELVE_HOURS),
}


def is_refused(page: Page, rule: str) -> None:
    assert page.status == 400 and page.location is None, f"{page.status}: {page.text}"
    assert rule in page.text
    assert not any(cookie.startswith("sallyport-session=") for cookie in page.headers.get_all("Set-Cookie") or [])


def gives_no_token(broker: IdentityBroker, credentials: dict, rule: str, **more) -> None:
    with pytest.raises(NoToken) as raised:
        broker.signin_token(credentials, **more)
    is_refused(raised.value.page, rule)


# The URLs

@pytest.mark.parametrize("program", PROGRAMS)
def test_whoever_follows_the_url_is_in_the_console(company, browser, program):
    url = PROGRAMS[program](company)
    assert browser.get(url).location == f"{PAGES}/sns"

    who, seconds = SESSIONS[program]
    session = company.console(browser)
    assert session["arn"] == f"arn:aws:sts::{ACCOUNT}:{who.format(role=company.role.rpartition('/')[2])}"
    assert seconds - 60 < session["secondsLeft"] <= seconds
    page = browser.get(f"{company.broker.url}/console")
    assert page.status == 200 and session["arn"] in page.text and "sns" in page.text


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_url_works_in_other_browsers_too_unless_it_works_once(company, careful, program):
    url = PROGRAMS[program](company)
    assert [Browser().get(url).status for _ in range(2)] == [302, 302]

    once = PROGRAMS[program](careful)
    # A preview takes nothing away.
    assert Browser().request("HEAD", once).status == 200
    browser = Browser()
    assert browser.get(once).status == 302
    is_refused(Browser().get(once), "it was used already")
    is_refused(browser.get(once), "it was used already")
    assert careful.console(browser)


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_changed_url_is_refused_and_the_original_works(careful, program):
    url = PROGRAMS[program](careful)
    parameter = "SignInToken" if "SignInToken=" in url else "SigninToken"
    is_refused(Browser().get(saml.with_flipped_token(url, parameter)), "it was not issued here, or was changed")
    is_refused(Browser().get(url[:url.index(f"{parameter}=")]), "SigninToken is missing")
    assert Browser().get(url).status == 302


def test_a_token_of_another_broker_is_refused(company, careful):
    url = PROGRAMS["python"](careful).replace(careful.broker.url, company.broker.url)
    is_refused(Browser().get(url), "it was not issued here, or was changed")


def test_the_url_leads_nowhere_else(company, browser):
    token = company.program.signin_token(company.assumed(company.role))
    for elsewhere in ("https://evil.example.net/", f"{PAGES}.evil.example.net/", "javascript:alert(1)"):
        page = browser.get(company.program.url(token, Destination=elsewhere))
        assert page.location == f"{company.broker.url}/console"


def test_somebody_who_is_signed_in_is_asked_first(company, browser):
    """Otherwise whoever sends a link could have others work in his session."""
    browser.get(PROGRAMS["python"](company))
    before = company.console(browser)["arn"]
    page = browser.get(PROGRAMS["java"](company))
    assert page.status == 200 and "Sign in as somebody else?" in page.text
    assert company.console(browser)["arn"] == before

    form = page.form_with("confirm")
    is_refused(browser.submit(form), "a sign-in is not taken from a form of another site")
    page = browser.post(form.action, form.fields, {"Origin": company.broker.url})
    assert page.location == f"{PAGES}/sns"
    assert company.console(browser)["arn"].endswith(":federated-user/UserName")


def test_the_issuer_is_where_people_sign_in_again(company):
    """Of places that the configuration knows; the program in Python names one that is no URL."""
    for program, is_offered in [("java", True), ("python", False)]:
        browser = Browser()
        browser.get(PROGRAMS[program](company))
        browser.cookies.clear(domain="127.0.0.1", path="/", name="sallyport-session")
        page = browser.get(f"{company.broker.url}/console")
        assert page.status != 200 or "Signed in" not in page.text
        assert (f'href="{ISSUER}/"' in page.html) == is_offered
        assert "Example.org" not in page.html


# What gives no URL, and what ends one

def test_url_session_and_credentials_end_by_themselves(sallyport, tmp_path):
    """The URL after fifteen minutes, the session by its own length, credentials by theirs."""
    clock = ShiftedClock(tmp_path)
    company = Company(tmp_path / "company", clock.environment)
    try:
        credentials = company.assumed(company.role)
        urls = {name: make(company) for name, make in PROGRAMS.items()}
        guest, employee = Browser(), Browser()
        assert guest.get(urls["java"]).status == 302 and employee.get(urls["python"]).status == 302

        clock.shift(FIFTEEN_MINUTES - 30)
        assert all(Browser().get(url).status == 302 for url in urls.values())
        clock.shift(FIFTEEN_MINUTES + 1)
        for url in urls.values():
            is_refused(Browser().get(url), "a sign-in URL works for 15 minutes")
        assert company.console(guest) and company.console(employee)

        clock.shift(HOUR + 1)
        gives_no_token(company.program, credentials, "the credentials have expired", SessionDuration=TWELVE_HOURS)
        assert company.console(guest) is None and company.console(employee)
        clock.shift(TWELVE_HOURS + 1)
        assert company.console(employee) is None
    finally:
        company.broker.stop()


def test_who_gets_no_credentials_makes_no_url(company):
    nobody = company.user(allow("iam:ListUsers"))
    for program in (lambda: with_a_role(nobody, company.role), lambda: with_a_policy(nobody)):
        with pytest.raises(nobody.who.sts.exceptions.ClientError) as raised:
            program()
        assert raised.value.response["Error"]["Code"] == "AccessDenied"
    elsewhere = company.new_role(trust_policy=trust({"AWS": f"arn:aws:iam::{OTHER_ACCOUNT}:root"}))
    refused(company.program.who.sts.assume_role, "AccessDenied", RoleArn=elsewhere, RoleSessionName="me")


def test_credentials_that_may_not_sign_in(company):
    program = company.program
    first = company.new_role(allow("sts:AssumeRole"))
    chained = company.assumed(company.role, company.site.identity(
        credentials_of({"Credentials": company.assumed(first)})))
    gives_no_token(program, chained, "credentials of a chained role cannot sign in")
    gives_no_token(program, program.who.sts.get_session_token()["Credentials"],
                   "credentials of GetSessionToken cannot sign in")
    gives_no_token(program, as_botocore_has_them(program.who.credentials), "are not credentials that were issued here")


@pytest.mark.parametrize("changed", ["AccessKeyId", "SecretAccessKey", "SessionToken"])
def test_credentials_of_two_sessions_do_not_mix(company, changed):
    one, other = company.assumed(company.role), company.assumed(company.role)
    gives_no_token(company.program, {**one, changed: other[changed]}, "are not credentials that were issued here")
    assert company.program.signin_token(one)


@pytest.mark.parametrize("seconds", [0, 899, 43201, -3600, 10**20])
def test_a_session_is_fifteen_minutes_to_twelve_hours_long(company, seconds):
    gives_no_token(company.program, company.assumed(company.role), "SessionDuration", SessionDuration=seconds)


def test_a_role_that_is_gone_or_revoked_lets_nobody_in(company):
    """Neither with a URL that was made before, nor with credentials."""
    iam = company.root.iam
    for end in ("deleted", "revoked"):
        role = company.new_role()
        name, credentials, browser = role.rpartition("/")[2], company.assumed(role), Browser()
        url = company.program.url(company.program.signin_token(credentials))
        assert browser.get(url).status == 302
        if end == "deleted":
            iam.delete_role_policy(RoleName=name, PolicyName="permissions-0")
            iam.delete_role(RoleName=name)
        else:
            # Dates have seconds, and a session of this second is not older than now.
            time.sleep(1)
            now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            iam.put_role_policy(RoleName=name, PolicyName="AWSRevokeOlderSessions", PolicyDocument=document(
                deny("*", condition={"DateLessThan": {"aws:TokenIssueTime": now}})))
        is_refused(Browser().get(url), "the session is no longer valid")
        gives_no_token(company.program, credentials, "Invalid credentials parameter")
        assert company.console(browser) is None


def test_secrets_stay_out_of_the_audit(company, browser):
    credentials = company.assumed(company.role)
    token = company.program.signin_token(credentials)
    browser.get(company.program.url(token))
    records = [record for record in company.broker.audit_records()
               if record["userIdentity"].get("accessKeyId") == credentials["AccessKeyId"]]
    assert [record["eventName"] for record in records] == ["GetSigninToken", "ConsoleLogin"]
    text = company.broker.audit_file.read_text() + company.broker.server.log.read_text()
    for secret in (token, credentials["SecretAccessKey"], credentials["SessionToken"]):
        assert secret not in text
