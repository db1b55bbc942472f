"""What people meet in the browser, from the identity provider's page to signing out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from browser.conftest import ACCOUNTS, HOSTILE, role

pytestmark = pytest.mark.browser


def sign_in(chromium, portal, user: str) -> None:
    """Fills in the development IdP's page, whose answer posts itself."""
    chromium.open(f"{portal.idp.url}/")
    name = chromium.find("input[name=username]")
    name.send_keys(user)
    name.send_keys(Keys.ENTER)


def test_pages_for_those_who_open_an_address(chromium, portal):
    for path, name, text in [("/", "start", "Here you sign in"), ("/saml", "saml", "for identity providers"),
                             ("/console", "nobody", "You are not signed in")]:
        chromium.open(portal.url + path)
        assert text in chromium.text
        assert "Example Corp" in chromium.text and "The service desk helps." in chromium.text
        chromium.inspect(name)


def test_the_browsers_language_is_spoken(second_chromium, portal):
    second_chromium.open(portal.url + "/")
    assert "Hier melden Sie sich" in second_chromium.text
    second_chromium.inspect("start-de")
    sign_in(second_chromium, portal, "many")
    second_chromium.wait_for("Rolle auswählen")
    second_chromium.inspect("choice-de")


def test_one_role_is_signed_in_at_once(chromium, portal):
    sign_in(chromium, portal, "one")
    chromium.wait_for("Who you are")
    assert "assumed-role/Administrator/" in chromium.text
    assert HOSTILE in chromium.text
    chromium.inspect("portal-one")


def test_a_role_is_chosen_by_keyboard(chromium, portal):
    sign_in(chromium, portal, "two")
    chromium.wait_for("Select a role")
    closed = chromium.find(f"[id='{role(ACCOUNTS[1], 'Closed')}']")
    assert not closed.is_enabled()
    assert "Not available to you" in chromium.text
    # The number on the page finds the record.
    record = portal.audit_records()[-1]
    assert record["eventName"] == "RoleSelection" and record["requestID"] in chromium.text
    chromium.inspect("choice-two")
    chromium.find("input[name=roleIndex]:enabled").send_keys(Keys.SPACE, Keys.ENTER)
    chromium.wait_for("Who you are")
    assert "assumed-role/Administrator/" in chromium.text


def test_many_roles_are_searched_and_the_last_choice_is_remembered(chromium, portal):
    sign_in(chromium, portal, "many")
    chromium.wait_for("Select a role")
    assert len(chromium.all("input[name=roleIndex]")) == 150
    chromium.inspect("choice-many")
    chromium.find("#search").send_keys("team-7 net")
    assert [row.text for row in chromium.all(".saml-role") if row.is_displayed()] != []
    shown = [row for row in chromium.all(".saml-role") if row.is_displayed()]
    assert len(shown) == 1 and "Network" in shown[0].text
    chromium.find("#search").send_keys(Keys.ENTER)
    chromium.button("Sign in").click()
    chromium.wait_for("Who you are")
    assert "assumed-role/Network/" in chromium.text
    chromium.inspect("portal-many")
    sign_in(chromium, portal, "many")
    chromium.wait_for("Select a role")
    assert chromium.find("input[name=roleIndex]:checked").get_attribute("value") == role(ACCOUNTS[7], "Network")


def test_another_role_is_opened_and_its_link_leads_to_it(chromium, portal):
    sign_in(chromium, portal, "many")
    chromium.wait_for("Select a role")
    chromium.find("input[name=roleIndex]").send_keys(Keys.SPACE, Keys.ENTER)
    chromium.wait_for("Who you are")
    name = f"Auditor in team-3 ({ACCOUNTS[3]})"
    link = next(a for a in chromium.all("a") if a.get_attribute("aria-label") == f"Link to {name}")
    chromium.open(link.get_attribute("href"))
    assert "Auditor" in chromium.find(".role.wanted").text
    chromium.button(f"Open {name}").click()
    chromium.wait_for(f"{ACCOUNTS[3]}:assumed-role/Auditor/")


def test_favourites_stay_at_the_top(chromium, portal):
    sign_in(chromium, portal, "two")
    chromium.wait_for("Select a role")
    chromium.find("input[name=roleIndex]:enabled").send_keys(Keys.SPACE, Keys.ENTER)
    chromium.wait_for("Who you are")
    star = chromium.find("button.star")
    assert star.get_attribute("aria-pressed") == "false"
    star.send_keys(Keys.ENTER)
    chromium.open(f"{portal.url}/console")
    assert chromium.find("form[data-favourite] .account h3").text == "Favourites"
    chromium.inspect("favourites")
    chromium.find("button.star[aria-pressed=true]").send_keys(Keys.SPACE)
    assert "Favourites" not in chromium.text


def test_copied_credentials_work(chromium, portal, tmp_path):
    sign_in(chromium, portal, "one")
    chromium.wait_for("Who you are")
    assert "ASIA" not in chromium.source
    chromium.button(f"Command line credentials of Administrator in team-0 ({ACCOUNTS[0]})").click()
    chromium.wait_for("Credentials for the command line")
    chromium.inspect("credentials")
    exports = dict(line.removeprefix("export ").split("=", 1) for line in chromium.find("#shell").text.splitlines())
    environment = {**os.environ, **exports, "AWS_CA_BUNDLE": str(portal.authority.authority), "HOME": str(tmp_path)}
    answer = subprocess.run(
        [str(Path(sys.executable).parent / "aws"), "sts", "get-caller-identity", "--endpoint-url", portal.url,
         "--region", "us-east-1", "--output", "json"], env=environment, check=True, capture_output=True, text=True)
    assert json.loads(answer.stdout)["Arn"].startswith(f"arn:aws:sts::{ACCOUNTS[0]}:assumed-role/Administrator/")
    chromium.find("[data-copy=shell]").click()
    chromium.wait_for("Copied")


def test_a_real_identity_provider(chromium, portal, users_idp):
    chromium.open(f"{users_idp.base}/saml2/idp/SSOService.php?spentityid={portal.entity_id}")
    chromium.find("input[name=username]").send_keys("ann")
    chromium.find("input[name=password]").send_keys("secret", Keys.ENTER)
    chromium.wait_for("Select a role")
    chromium.find(f"label[for='{role(ACCOUNTS[0], 'ReadOnly')}']").click()
    chromium.button("Sign in").click()
    chromium.wait_for("ann@example.org")
    assert "assumed-role/ReadOnly/ann@example.org" in chromium.text


def test_signing_out_ends_it(chromium, portal):
    sign_in(chromium, portal, "one")
    chromium.wait_for("Who you are")
    chromium.button("Sign out").click()
    chromium.wait_for("You are not signed in")
    chromium.inspect("signed-out")
    kept = [cookie["name"] for cookie in chromium.driver.get_cookies() if "sallyport" in cookie["name"]]
    assert kept == ["__Host-sallyport-issuer"]
    assert "/login/development?" in chromium.find("main a.button").get_attribute("href")


def test_a_form_that_is_posted_again_is_refused(chromium, portal):
    posted = portal.idp.sign_in("one")
    chromium.post_form(portal.acs, posted.fields)
    chromium.wait_for("Who you are")
    chromium.post_form(portal.acs, posted.fields)
    chromium.wait_for("Response has already been redeemed")
    record = portal.audit_records()[-1]
    assert record["requestID"] in chromium.text
    chromium.inspect("refused")


def test_somebody_elses_form_asks_first(chromium, portal):
    sign_in(chromium, portal, "one")
    chromium.wait_for("Who you are")
    chromium.post_form(portal.acs, portal.idp.sign_in("mallory").fields)
    chromium.wait_for("Select a role")
    chromium.open(f"{portal.url}/console")
    chromium.wait_for("Sign in as somebody else?")
    chromium.inspect("replace")
    chromium.find("main a").click()
    chromium.wait_for("Who you are")
    assert "mallory" not in chromium.text


def test_markup_stays_text(chromium, portal):
    chromium.post_form(portal.acs, {**portal.idp.sign_in("two").fields, "RelayState": f'"><script>{HOSTILE}</script>'})
    chromium.wait_for("Select a role")
    assert not chromium.all("img[src=x]") and len(chromium.all("script")) == 1
    assert chromium.complaints() == []
