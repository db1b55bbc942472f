"""Users of a real LemonLDAP::NG sign in and out, from both sides."""

import re
from html import unescape

import pytest

from conftest import WORK, pair, role_arn
from support import saml
from support.broker import Broker, Provider, Role
from support.browser import Browser
from support.lemonldap import LemonLDAP

pytestmark = pytest.mark.lemonldap


class Deployment:
    """A portal with one key and a broker with another, each of which has the other's metadata."""

    def __init__(self, directory, binding: str):
        roles = [pair(role, "lemonldap") for role in ("Administrator", "ReadOnly")]
        self.idp = LemonLDAP(WORK, directory / "idp", roles)
        self.broker = Broker(directory)
        server = self.idp.start()
        self.broker.write_configuration(
            providers=[Provider("lemonldap", self.idp.metadata_url, {"signIn": {"binding": binding}})],
            roles=[Role("Administrator", ["lemonldap"]), Role("ReadOnly", ["lemonldap"])],
            more={"serviceProvider": {"signingKey": self.broker.make_signing_key()}})
        self.broker.make_key_ring()
        self.broker.start()
        server.stop()
        self.idp.trust({"sallyport": Browser().get(self.broker.entity_id).html})
        self._server = self.idp.start()

    def stop(self) -> None:
        self.broker.stop()
        self._server.stop()

    def leave(self, browser: Browser, query: str = ""):
        """The page of the IdP that a sign-in begun here leads to."""
        page = browser.get(f"{self.broker.url}/login/lemonldap{query}")
        return browser.submit(page.form_with("SAMLRequest")) if page.status == 200 else page

    def answer(self, browser: Browser):
        return self.idp.log_in(self.leave(browser, "?account=example&role=ReadOnly"), browser)

    def sign_in(self, browser: Browser) -> None:
        page = browser.follow(self.broker.post_response(browser, self.answer(browser).fields))
        assert page.url == f"{self.broker.url}/console" and "assumed-role/ReadOnly/dwho@badwolf.org" in page.text

    def is_signed_in(self, browser: Browser) -> bool:
        return browser.get(f"{self.broker.url}/console").status == 200

    def is_known_to_the_idp(self, browser: Browser) -> bool:
        page = self.idp.follow(browser.get(f"{self.idp.base}/"), browser)
        return not any("password" in form.fields for form in page.forms)

    def last_cause(self) -> str:
        refused = [record for record in self.broker.audit_records() if "errorCode" in record]
        return str(refused[-1]["additionalEventData"])


@pytest.fixture(scope="module", params=["redirect", "post"])
def deployment(request, sallyport, tmp_path_factory):
    made = Deployment(tmp_path_factory.mktemp("lemonldap"), request.param)
    yield made
    made.stop()


def test_a_sign_in_that_begins_here(deployment, browser):
    deployment.sign_in(browser)
    # Known to the IdP, whoever begins again is not asked for a password.
    posted = saml.AutoSubmitted.found_on(deployment.idp.follow(deployment.leave(browser), browser))
    assert posted.action == deployment.broker.acs


def test_a_sign_in_that_begins_at_the_idp(deployment, browser):
    posted = deployment.idp.sign_in(deployment.broker.entity_id, browser)
    form = deployment.broker.post_response(browser, posted.fields).form_with("roleIndex")
    assert form.choices["roleIndex"] == [role_arn("Administrator"), role_arn("ReadOnly")]
    console = browser.follow(browser.submit(form, roleIndex=role_arn("Administrator")))
    assert console.url == f"{deployment.broker.url}/console" and "Administrator" in console.text


def test_an_answer_is_for_one_browser_and_one_time(deployment, browser):
    posted, other = deployment.answer(browser), Browser()
    deployment.leave(other)
    assert deployment.broker.post_response(other, posted.fields).status == 400
    assert "subject.in-response-to" in deployment.last_cause()
    assert deployment.broker.post_response(browser, posted.fields).status == 302
    again = deployment.broker.post_response(browser, posted.fields)
    assert again.status == 400 and again.location is None


TAMPERINGS = {
    "session name": lambda response: saml.with_replaced(response, b"dwho@badwolf.org", b"root@badwolf.org"),
    "signature value": lambda response: saml.with_flipped(response, "SignatureValue"),
    "no signature": saml.without_signatures,
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_a_changed_answer_is_refused_and_the_original_works(deployment, browser, tampering):
    posted = deployment.answer(browser)
    changed = {**posted.fields, "SAMLResponse": TAMPERINGS[tampering](posted.response)}
    page = deployment.broker.post_response(browser, changed)
    assert page.status == 400 and page.location is None
    assert deployment.broker.post_response(browser, posted.fields).status == 302


def test_a_changed_request_is_refused_by_the_idp(deployment, browser):
    page = browser.get(f"{deployment.broker.url}/login/lemonldap")
    if page.status == 302:
        page = browser.get(page.location.replace("&Signature=", "&Signature=AAAA"))
    else:
        form = page.form_with("SAMLRequest")
        page = browser.submit(form, SAMLRequest=saml.with_replaced(
            form.fields["SAMLRequest"], b'AllowCreate="true"', b'AllowCreate="false"'))
    with pytest.raises(LookupError):
        deployment.idp.log_in(page, browser)


def test_signing_out_here_signs_out_at_the_idp(deployment, browser):
    deployment.sign_in(browser)
    assert deployment.is_known_to_the_idp(browser)
    away = browser.get(f"{deployment.broker.url}/federation?Action=logout")
    assert away.location.startswith(f"{deployment.idp.base}/saml/singleLogout?SAMLRequest=")
    back = browser.get(away.location)
    assert back.location.startswith(f"{deployment.broker.url}/saml/logout?SAMLResponse=")
    page = browser.get(back.location)
    assert page.status == 200 and "You have signed out." in page.text
    assert not deployment.is_signed_in(browser) and not deployment.is_known_to_the_idp(browser)


def test_signing_out_at_the_idp_signs_out_here(deployment, browser):
    bystander = Browser()
    deployment.sign_in(browser)
    deployment.sign_in(bystander)
    page = browser.get(f"{deployment.idp.base}/?logout=1")
    # The IdP's page has a frame for each service provider, in which browsers send no cookies of ours.
    [frame] = [unescape(url) for url in re.findall(r'<iframe[^>]* src="([^"]+)"', page.html)]
    assert frame.startswith(f"{deployment.broker.url}/saml/logout?SAMLRequest=")
    changed = frame.replace("&Signature=", "&Signature=AAAA")
    assert Browser().get(changed).status == 400 and "logout.signature" in deployment.last_cause()
    assert deployment.is_signed_in(browser)

    told = Browser().get(frame)
    assert told.location.startswith(f"{deployment.idp.base}/saml/singleLogoutReturn?SAMLResponse="), told.text
    assert browser.get(told.location).location.endswith("/ok.png")
    assert not deployment.is_signed_in(browser)
    # Another session of the same user at the IdP goes on.
    assert deployment.is_signed_in(bystander)
