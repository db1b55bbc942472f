"""A second real identity provider in the browser, LemonLDAP::NG: signing in and out, begun at either end."""

import ssl
import urllib.request
from dataclasses import dataclass

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from browser.conftest import ACCOUNTS, BrowserBroker, provider, role
from conftest import WORK
from support.broker import make_signing_key
from support.lemonldap import LemonLDAP

pytestmark = pytest.mark.lemonldap


@dataclass(frozen=True)
class Place:
    """An account, the role that the user has there, and how its provider sends requests."""

    account: str
    alias: str
    role_name: str
    binding: str

    @property
    def role_arn(self) -> str:
        return role(self.account, self.role_name)

    @property
    def provider_arn(self) -> str:
        return provider(self.account, "lemonldap")

    @property
    def session(self) -> str:
        """What the end of the session's ARN is."""
        return f"{self.account}:assumed-role/{self.role_name}/{LemonLDAP.MAIL}"


READER = Place(ACCOUNTS[0], "team-0", "ReadOnly", "redirect")
ADMINISTRATOR = Place(ACCOUNTS[1], "team-1", "Administrator", "post")
PLACES = (READER, ADMINISTRATOR)

by_either_binding = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.binding)


class Deployment(BrowserBroker):
    """A broker at https://localhost that signs its requests, and the portal at another site."""

    def __init__(self, directory, authority):
        super().__init__(directory, authority)
        granted = [f"{place.role_arn},{place.provider_arn}" for place in PLACES]
        self.lemonldap = LemonLDAP(WORK, directory / "lemonldap", granted, authority)
        server = self.lemonldap.start()
        self._write()
        self.start()
        server.stop()
        trusting = ssl.create_default_context(cafile=authority.authority)
        with urllib.request.urlopen(self.entity_id, context=trusting) as metadata:
            self.lemonldap.trust({"sallyport": metadata.read().decode()})
        self._portal = self.lemonldap.start()

    def _write(self) -> None:
        accounts = []
        for place in PLACES:
            self.write_trust(f"trust-{place.account}.json", [place.provider_arn])
            accounts.append({
                "id": place.account, "alias": place.alias,
                "providers": [{"name": "lemonldap", "metadata": self.lemonldap.metadata_url,
                               "signIn": {"binding": place.binding}}],
                "roles": [{"name": place.role_name, "trustPolicy": f"trust-{place.account}.json"}]})
        self.write(accounts, serviceProvider={"signingKey": make_signing_key(self.directory)})

    def stop(self) -> None:
        self.server.stop()
        self._portal.stop()

    def last_cause(self) -> str:
        refused = [record for record in self.audit_records() if "errorCode" in record]
        return str(refused[-1]["additionalEventData"])


@pytest.fixture(scope="module")
def deployment(sallyport, authority, tmp_path_factory):
    made = Deployment(tmp_path_factory.mktemp("lemonldap"), authority)
    yield made
    made.stop()


def log_in(chromium) -> None:
    """Fills in the portal's page."""
    chromium.wait_for("Connect")
    chromium.find("input[name=user]").send_keys(LemonLDAP.USER)
    chromium.find("input[name=password]").send_keys(LemonLDAP.USER, Keys.ENTER)


def sign_in(chromium, deployment, place: Place = READER) -> None:
    """Begins here; of the account's roles there is one to be had."""
    chromium.open(f"{deployment.url}/login/lemonldap?account={place.alias}")
    log_in(chromium)
    chromium.wait_for(place.session)


def choose(chromium, place: Place) -> None:
    chromium.wait_for("Select a role")
    chromium.find(f"label[for='{place.role_arn}']").click()
    chromium.button("Sign in").click()
    chromium.wait_for(place.session)


def held(chromium) -> dict[str, str]:
    """The answer on the page of the IdP, which would have posted itself."""
    WebDriverWait(chromium.driver, 30).until(lambda _: "SAMLResponse" in chromium.fields())
    return {"SAMLResponse": chromium.fields()["SAMLResponse"]}


def answer(chromium, deployment, place: Place) -> dict[str, str]:
    """Signs in at the IdP, and gives the form that it wants posted, which stays where it is."""
    chromium.open(f"{deployment.url}/login/lemonldap?account={place.alias}")
    chromium.wait_for("Connect")
    chromium.run_scripts(False)
    log_in(chromium)
    posted = held(chromium)
    chromium.run_scripts(True)
    return posted


def is_signed_in(chromium, deployment) -> bool:
    chromium.open(f"{deployment.url}/console")
    return ":assumed-role/" in chromium.text


def is_known_to_the_idp(chromium, deployment) -> bool:
    chromium.open(f"{deployment.lemonldap.base}/")
    return not chromium.all("input[name=password]")


def test_a_sign_in_that_begins_here(chromium, deployment):
    chromium.open(f"{deployment.url}/login")
    chromium.wait_for("Connect")
    chromium.picture("lemonldap-idp-log-in")
    log_in(chromium)
    chromium.wait_for("Select a role")
    chromium.inspect("lemonldap-choice")
    choose(chromium, ADMINISTRATOR)
    chromium.inspect("lemonldap-portal")
    # Known to the IdP, whoever begins again is not asked for a password.
    chromium.open(f"{deployment.url}/login")
    choose(chromium, READER)


def test_a_sign_in_that_begins_at_the_idp(chromium, deployment):
    chromium.open(f"{deployment.lemonldap.base}/")
    log_in(chromium)
    chromium.wait_for("Services")
    chromium.picture("lemonldap-idp-menu")
    chromium.find("a[href*='spConfKey=sallyport']").click()
    choose(chromium, ADMINISTRATOR)


@by_either_binding
def test_a_link_of_an_account(chromium, deployment, place):
    sign_in(chromium, deployment, place)


def test_without_scripts_buttons_lead_on(chromium, deployment):
    chromium.run_scripts(False)
    chromium.open(f"{deployment.url}/login/lemonldap?account={ADMINISTRATOR.alias}")
    chromium.picture("lemonldap-without-scripts")
    chromium.find("main button").click()
    log_in(chromium)
    held(chromium)
    chromium.picture("lemonldap-idp-without-scripts")
    chromium.find("input[type=submit]").click()
    chromium.wait_for(ADMINISTRATOR.session)


@by_either_binding
def test_an_answer_is_for_one_browser_and_one_time(chromium, second_chromium, deployment, place):
    posted = answer(chromium, deployment, place)
    second_chromium.open(f"{deployment.url}/login/lemonldap?account={place.alias}")
    second_chromium.wait_for("Connect")
    second_chromium.post_form(deployment.acs, posted)
    second_chromium.wait_for("Die Anmeldung wurde abgelehnt")
    assert "subject.in-response-to" in deployment.last_cause()
    second_chromium.inspect("lemonldap-other-browser-de")
    assert not is_signed_in(second_chromium, deployment)

    chromium.post_form(deployment.acs, posted)
    chromium.wait_for(place.session)
    chromium.post_form(deployment.acs, posted)
    chromium.wait_for("Response has already been redeemed")
    chromium.inspect("lemonldap-replayed")


def test_signing_out_here_signs_out_at_the_idp(chromium, second_chromium, deployment):
    sign_in(chromium, deployment)
    sign_in(second_chromium, deployment)
    second_chromium.open(f"{deployment.url}/federation?Action=logout")
    second_chromium.wait_for("Sie haben sich abgemeldet.")
    second_chromium.inspect("lemonldap-signed-out-de")
    assert not is_signed_in(second_chromium, deployment) and not is_known_to_the_idp(second_chromium, deployment)
    # Another session of the same user goes on.
    assert is_known_to_the_idp(chromium, deployment) and is_signed_in(chromium, deployment)

    chromium.button("Sign out").click()
    chromium.wait_for("You are not signed in")
    assert not is_signed_in(chromium, deployment) and not is_known_to_the_idp(chromium, deployment)


def test_an_answer_to_a_logout_is_for_one_browser(chromium, second_chromium, deployment):
    sign_in(chromium, deployment)
    sign_in(second_chromium, deployment)
    second_chromium.open(f"{deployment.url}/federation?Action=logout")
    second_chromium.wait_for("Sie haben sich abgemeldet.")
    chromium.open(second_chromium.driver.current_url)
    chromium.wait_for("Sign-out was refused")
    assert "logout.in-response-to" in deployment.last_cause()
    chromium.inspect("lemonldap-logout-refused")
    assert is_signed_in(chromium, deployment)


def test_signing_out_at_the_idp_signs_out_here(chromium, second_chromium, deployment):
    sign_in(chromium, deployment)
    sign_in(second_chromium, deployment)
    chromium.open(f"{deployment.lemonldap.base}/?logout=1")
    # Its page has a frame that tells us, in which browsers send no cookie of ours.
    WebDriverWait(chromium.driver, 30).until(lambda _: deployment.audit_records()[-1]["eventName"] == "ConsoleLogout")
    assert "logoutRequest" in deployment.audit_records()[-1]["additionalEventData"]
    chromium.picture("lemonldap-idp-logged-out")
    told = chromium.find("iframe").get_attribute("src")
    assert told.startswith(f"{deployment.url}/saml/logout?SAMLRequest=")
    assert not is_signed_in(chromium, deployment) and is_signed_in(second_chromium, deployment)

    # The message counts once, and as it is.
    sign_in(chromium, deployment)
    for message, cause in [(told, "logout.once"), (told.replace("&Signature=", "&Signature=AAAA"), "logout.signature")]:
        chromium.open(message)
        assert "Sign-out was refused" in chromium.text and cause in deployment.last_cause()
        assert is_signed_in(chromium, deployment)
