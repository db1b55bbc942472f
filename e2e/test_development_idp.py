"""The development IdP under independent eyes: its signatures verify in the xmlsec1 command and in signxml."""

import pytest

from conftest import provider_arn, role_arn
from support import saml, signatures
from support.browser import Browser
from support.saml import AutoSubmitted

VERIFIERS = [signatures.xmlsec1_verifies, signatures.signxml_verifies]


@pytest.fixture
def response(development_idp, broker):
    posted = development_idp.sign_in("alice")
    assert posted.action == broker.acs
    return posted.response


@pytest.mark.parametrize("verifies", VERIFIERS)
def test_every_signature_verifies(response, development_certificate, verifies):
    xml = saml.decoded(response)
    elements = signatures.signed_elements(xml)
    assert elements
    for element in elements:
        assert verifies(xml, element, development_certificate)


@pytest.mark.parametrize("verifies", VERIFIERS)
def test_tampered_copy_fails(response, development_certificate, verifies):
    elements = signatures.signed_elements(saml.decoded(response))
    tampered = saml.decoded(saml.with_replaced(response, b"role/Administrator", b"role/ReadOnly"))
    for element in elements:
        assert not verifies(tampered, element, development_certificate)


def test_browser_signs_in(development_idp, broker, browser):
    posted = development_idp.sign_in("alice", browser=browser)
    page = broker.post_response(browser, posted.fields)
    assert page.status == 302, page.text
    console = browser.follow(browser.get(page.location))
    assert console.url == f"{broker.url}/console"
    assert "Administrator" in console.text


def test_api_gives_credentials_that_work(response, broker):
    credentials = broker.assume_role_with_saml(response, role_arn("Administrator"), provider_arn("development"))
    assert ":assumed-role/Administrator/" in broker.get_caller_identity(credentials)["Arn"]


def test_the_broker_sends_a_browser_here_and_takes_its_answer_alone(development_idp, broker, browser):
    sent = browser.get(f"{broker.url}/login/development")
    assert sent.status == 302 and sent.location.startswith(f"{development_idp.url}/?SAMLRequest="), sent.text
    login = browser.follow(sent).form_with("username")
    posted = AutoSubmitted.found_on(browser.submit(login, username="alice"))
    refused = broker.post_response(Browser(), posted.fields)
    assert refused.status == 400
    page = broker.post_response(browser, posted.fields)
    assert page.status == 302, page.text
    assert browser.follow(browser.get(page.location)).url == f"{broker.url}/console"
