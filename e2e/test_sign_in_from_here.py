"""Sign-ins and sign-outs that begin at the broker, with a real SimpleSAMLphp at the other end."""

import base64
import urllib.parse
import zlib

import pytest
from lxml import etree

from conftest import provider_arn, role_arn
from support import saml, signatures
from support.broker import Broker, Provider, Role
from support.browser import Browser
from support.simplesamlphp import BOTH_SIGNED, POST, REDIRECT

SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol"
SAML = "urn:oasis:names:tc:SAML:2.0:assertion"
DESTINATION = "https://console.example.org/s3"


class Deployment:
    """A broker that signs its requests, and the IdP that wants them signed."""

    def __init__(self, directory, idp, more: dict):
        self.idp = idp
        self.broker = Broker(directory)
        self.broker.write_configuration(
            providers=[Provider("simplesamlphp", idp.metadata_url, more)],
            roles=[Role("Administrator", ["simplesamlphp"]), Role("ReadOnly", ["simplesamlphp"])],
            destinations=["https://console.example.org"],
            more={"serviceProvider": {"signingKey": self.broker.make_signing_key()}})
        self.broker.make_key_ring()
        self.broker.start()
        self.logout_url = f"{self.broker.url}/saml/logout"
        self.register()

    def register(self) -> None:
        """What an administrator takes from our metadata."""
        descriptor = etree.fromstring(Browser().get(self.broker.entity_id).body)
        [certificate] = descriptor.xpath(
            "//md:KeyDescriptor[@use='signing']//ds:X509Certificate/text()",
            namespaces={"md": signatures.METADATA, "ds": "http://www.w3.org/2000/09/xmldsig#"})
        assert descriptor.xpath("//@AuthnRequestsSigned") == ["true"]
        assert set(descriptor.xpath(
            "//md:SingleLogoutService/@Location", namespaces={"md": signatures.METADATA})) == {self.logout_url}
        self.idp.trust(self.broker.entity_id, self.broker.acs, BOTH_SIGNED, certificate=certificate,
                       logout=self.logout_url)

    def go(self, browser: Browser, query: str = "") -> "Page":
        """The page, or redirect, that leads to the IdP."""
        return browser.get(f"{self.broker.url}/login/simplesamlphp{query}")

    def answer(self, browser: Browser, user: str = "alice", query: str = ""):
        """Signs in at the IdP, and gives the form that it wants posted."""
        page = self.go(browser, query)
        if page.status == 200:
            page = browser.submit(page.form_with("SAMLRequest"))
        return self.idp.log_in(user, page, browser)

    def sign_in(self, browser: Browser) -> None:
        page = self.broker.post_response(browser, self.answer(browser).fields)
        assert page.status == 302, page.text
        assert browser.follow(page).url == f"{self.broker.url}/console"

    def is_signed_in(self, browser: Browser) -> bool:
        return browser.get(f"{self.broker.url}/console").status == 200

    def last_cause(self) -> str:
        refused = [record for record in self.broker.audit_records() if "errorCode" in record]
        return str(refused[-1]["additionalEventData"])


@pytest.fixture(scope="module", params=["redirect", "post"])
def deployment(request, sallyport, simplesamlphp, tmp_path_factory):
    """With requests by either binding; nothing that begins at the IdP is taken."""
    made = Deployment(tmp_path_factory.mktemp("broker"), simplesamlphp,
                      {"inResponseTo": "required", "signIn": {"binding": request.param}})
    yield made
    made.broker.stop()


@pytest.fixture(autouse=True)
def registered(deployment):
    """Other modules register other service providers."""
    deployment.register()


def request_of(page) -> etree._Element:
    """The AuthnRequest that a redirect or a form carries."""
    if page.status == 302:
        [encoded] = urllib.parse.parse_qs(urllib.parse.urlsplit(page.location).query)["SAMLRequest"]
        return etree.fromstring(zlib.decompress(base64.b64decode(encoded), -15))
    return etree.fromstring(base64.b64decode(page.form_with("SAMLRequest").fields["SAMLRequest"]))


def test_the_request_is_what_the_standard_asks_for(deployment, browser):
    """SAML core 3.4.1 and profiles 4.1.4.1, as far as an IdP can look."""
    page = deployment.go(browser)
    request = request_of(page)
    assert request.tag == f"{{{SAMLP}}}AuthnRequest"
    assert request.get("Version") == "2.0" and request.get("ID").startswith("_") and len(request.get("ID")) == 41
    assert request.get("Destination").startswith(deployment.idp.base)
    assert request.get("AssertionConsumerServiceURL") == deployment.broker.acs
    assert request.get("ProtocolBinding") == POST
    assert [child.tag.rpartition("}")[2] for child in request][0] == "Issuer"
    assert request.findtext(f"{{{SAML}}}Issuer") == deployment.broker.entity_id
    assert request.find(f"{{{SAMLP}}}NameIDPolicy").get("AllowCreate") == "true"
    # The Subject would have no SubjectConfirmation; there is none.
    assert request.find(f"{{{SAML}}}Subject") is None
    if page.status == 302:
        names = [pair.split("=")[0] for pair in urllib.parse.urlsplit(page.location).query.split("&")]
        assert names == ["SAMLRequest", "SigAlg", "Signature"]


def test_a_sign_in_that_begins_here(deployment, browser):
    posted = deployment.answer(browser)
    assert posted.action == deployment.broker.acs
    page = deployment.broker.post_response(browser, posted.fields)
    assert page.status == 302, page.text
    console = browser.follow(page)
    assert console.url == f"{deployment.broker.url}/console" and "Administrator" in console.text


def test_a_link_names_role_and_destination(deployment, browser):
    query = "?" + urllib.parse.urlencode({"role": "ReadOnly", "account": "example", "destination": DESTINATION})
    posted = deployment.answer(browser, "bob", query)
    page = deployment.broker.post_response(browser, posted.fields)
    assert page.status == 302, page.text
    assert browser.get(page.location).location == DESTINATION
    assert "ReadOnly" in browser.get(f"{deployment.broker.url}/console").text


def test_the_answer_is_for_the_browser_that_was_sent_away(deployment, browser):
    posted = deployment.answer(browser)
    other = Browser()
    deployment.go(other)
    refused = deployment.broker.post_response(other, posted.fields)
    assert refused.status == 400 and refused.location is None
    assert "subject.in-response-to" in deployment.last_cause()
    # Nothing was used up.
    assert deployment.broker.post_response(browser, posted.fields).status == 302


def test_a_request_is_answered_once(deployment, browser):
    posted = deployment.answer(browser)
    assert deployment.broker.post_response(browser, posted.fields).status == 302
    again = deployment.broker.post_response(browser, posted.fields)
    assert again.status == 400 and again.location is None


def test_what_begins_at_the_idp_is_switched_off(deployment, browser):
    posted = deployment.idp.sign_in("alice", deployment.broker.entity_id, browser=browser)
    assert deployment.broker.post_response(browser, posted.fields).status == 400
    assert "subject.in-response-to" in deployment.last_cause()


def test_the_api_takes_the_answer_all_the_same(deployment, browser):
    posted = deployment.answer(browser)
    credentials = deployment.broker.assume_role_with_saml(
        posted.response, role_arn("Administrator"), provider_arn("simplesamlphp"))
    assert ":assumed-role/Administrator/" in deployment.broker.get_caller_identity(credentials)["Arn"]


def test_a_tampered_request_is_refused_by_the_idp(deployment, browser):
    page = deployment.go(browser)
    if page.status == 302:
        page = browser.follow(browser.get(page.location.replace("&Signature=", "&Signature=AAAA")))
    else:
        form = page.form_with("SAMLRequest")
        form.fields["SAMLRequest"] = saml.with_replaced(form.fields["SAMLRequest"], b"AllowCreate=\"true\"", b"AllowCreate=\"false\"")
        page = browser.follow(browser.submit(form))
    assert not any("password" in form.fields for form in page.forms)


def test_signing_out_here_signs_out_at_the_idp(deployment, browser):
    deployment.sign_in(browser)
    away = browser.get(f"{deployment.broker.url}/federation?Action=logout&redirect_uri="
                       + urllib.parse.quote("https://console.example.org/bye", safe=""))
    assert away.status == 302 and away.location.startswith(deployment.idp.base), away.text
    back = browser.get(away.location)
    while back.location and back.location.startswith(deployment.idp.base):
        back = browser.get(back.location)
    assert back.location and back.location.startswith(deployment.logout_url + "?SAMLResponse="), back.text
    assert browser.get(back.location).location == "https://console.example.org/bye"
    assert not deployment.is_signed_in(browser)
    # The IdP has forgotten the user as well.
    page = deployment.go(browser)
    page = browser.follow(browser.submit(page.form_with("SAMLRequest")) if page.status == 200 else page)
    assert page.form_with("password")


def test_signing_out_at_the_idp_signs_out_here(deployment, browser):
    deployment.sign_in(browser)
    bystander = Browser()
    deployment.sign_in(bystander)
    page = deployment.idp.log_out(browser)
    seen = []
    while page.location and len(seen) < 10:
        seen.append(page.location)
        page = browser.get(page.location)
    assert any(url.startswith(deployment.logout_url + "?SAMLRequest=") for url in seen), seen
    assert any(url.startswith(deployment.idp.base) and "SAMLResponse=" in url for url in seen), seen
    assert not deployment.is_signed_in(browser)
    # Another session of the same user at the IdP goes on.
    assert deployment.is_signed_in(bystander)
    [told] = [record for record in deployment.broker.audit_records()
              if record["eventName"] == "ConsoleLogout" and record["userIdentity"]["type"] == "SAMLUser"][-1:]
    assert told["userIdentity"]["userName"] == "alice"


def test_a_logout_request_that_somebody_else_made_ends_nothing(deployment, browser):
    deployment.sign_in(browser)
    page = deployment.idp.log_out(browser)
    while page.location and not page.location.startswith(deployment.logout_url):
        page = browser.get(page.location)
    tampered = page.location.replace("&Signature=", "&Signature=AAAA")
    assert tampered != page.location
    assert Browser().get(tampered).status == 400
    assert "logout.signature" in deployment.last_cause()
    assert deployment.is_signed_in(browser)
    assert Browser().get(page.location).status == 302
    assert not deployment.is_signed_in(browser)


def test_bindings_are_offered_by_the_idp(deployment):
    """The fixture would try one binding twice otherwise."""
    metadata = etree.fromstring(deployment.idp.metadata().encode())
    bindings = metadata.xpath("//md:SingleSignOnService/@Binding", namespaces={"md": signatures.METADATA})
    assert {REDIRECT, POST} <= set(bindings)
