"""Users of a real SimpleSAMLphp sign in to Sallyport."""

import urllib.parse

import pytest
from lxml import etree

from conftest import provider_arn, role_arn
from support import saml, signatures
from support.browser import Browser
from support.simplesamlphp import ASSERTION_SIGNED, BOTH_SIGNED, RESPONSE_SIGNED

VARIANTS = {"assertion": ASSERTION_SIGNED, "response": RESPONSE_SIGNED, "both": BOTH_SIGNED}


@pytest.fixture(params=VARIANTS)
def idp(request, simplesamlphp, broker):
    """The IdP, told to sign for the broker in each of the three ways."""
    simplesamlphp.trust(broker.entity_id, broker.acs, VARIANTS[request.param])
    return simplesamlphp


@pytest.fixture
def any_idp(simplesamlphp, broker):
    simplesamlphp.trust(broker.entity_id, broker.acs, ASSERTION_SIGNED)
    return simplesamlphp


def signs_in(broker, page) -> str:
    """Asserts the redirect of a successful sign-in and returns its URL."""
    assert page.status == 302, page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    target = urllib.parse.urlsplit(page.location)
    assert f"{target.scheme}://{target.netloc}{target.path}" == f"{broker.url}/federation"
    query = urllib.parse.parse_qs(target.query)
    assert query["Action"] == ["login"] and len(query["SigninToken"]) == 1
    return page.location


def is_refused(page) -> None:
    assert 400 <= page.status < 500, f"{page.status}: {page.text}"
    assert page.location is None
    assert "SigninToken=" not in page.html


def test_idp_initiated(idp, broker, browser):
    posted = idp.sign_in("alice", broker.entity_id, browser=browser)
    assert posted.action == broker.acs

    url = signs_in(broker, broker.post_response(browser, posted.fields))
    console = browser.follow(browser.get(url))

    assert console.url == f"{broker.url}/console" and console.status == 200
    for expected in ("Administrator", "alice@example.org", "123456789012"):
        assert expected in console.text


def test_opaque_relay_state_changes_nothing(idp, broker, browser):
    posted = idp.sign_in("alice", broker.entity_id, relay_state="opaque-7F", browser=browser)
    url = signs_in(broker, broker.post_response(browser, posted.fields))
    assert browser.follow(browser.get(url)).url == f"{broker.url}/console"


def test_allowed_destination_in_relay_state(any_idp, broker, browser):
    wanted = "https://console.example.org/s3?region=us-east-1"
    posted = any_idp.sign_in("alice", broker.entity_id, relay_state=wanted, browser=browser)
    url = signs_in(broker, broker.post_response(browser, posted.fields))
    assert browser.get(url).location == wanted


@pytest.mark.parametrize("unwanted", [
    "https://evil.example.net/", "https://console.example.org.evil.example.net/", "http://console.example.org/",
    "https://console.example.org@evil.example.net/", "//evil.example.net/", "javascript:alert(1)",
    "https://console.example.org:8443/",
])
def test_other_destination_in_relay_state_is_not_followed(any_idp, broker, browser, unwanted):
    posted = any_idp.sign_in("alice", broker.entity_id, relay_state=unwanted, browser=browser)
    page = broker.post_response(browser, posted.fields)
    url = signs_in(broker, page)
    assert browser.get(url).location == f"{broker.url}/console"


def test_two_roles_are_offered_and_one_is_taken(any_idp, broker, browser):
    posted = any_idp.sign_in("bob", broker.entity_id, browser=browser)
    page = broker.post_response(browser, posted.fields)
    assert page.status == 200
    form = page.form_with("roleIndex")
    assert form.choices["roleIndex"] == [role_arn("Administrator"), role_arn("ReadOnly")]
    assert "Account: example (123456789012)" in page.text

    url = signs_in(broker, browser.submit(form, roleIndex=role_arn("ReadOnly")))
    assert "ReadOnly" in browser.follow(browser.get(url)).text


def test_role_that_was_not_offered_is_refused(any_idp, broker, browser):
    posted = any_idp.sign_in("bob", broker.entity_id, browser=browser)
    form = broker.post_response(browser, posted.fields).form_with("roleIndex")
    is_refused(browser.submit(form, roleIndex=role_arn("Elsewhere")))


@pytest.mark.parametrize("user", ["carol", "dave"])
def test_user_without_usable_role_is_refused(any_idp, broker, browser, user):
    """carol has no Role attribute; the trust policy of dave's role wants another audience."""
    posted = any_idp.sign_in(user, broker.entity_id, browser=browser)
    is_refused(broker.post_response(browser, posted.fields))


def test_same_response_twice_is_refused(idp, broker, browser):
    posted = idp.sign_in("alice", broker.entity_id, browser=browser)
    signs_in(broker, broker.post_response(browser, posted.fields))
    is_refused(broker.post_response(browser, posted.fields))
    is_refused(broker.post_response(Browser(), posted.fields))


TAMPERINGS = {
    "role": lambda response: saml.with_replaced(response, b"role/Administrator", b"role/ReadOnly"),
    "session name": lambda response: saml.with_replaced(response, b"alice@example.org", b"admin@example.org"),
    "NameID": lambda response: saml.with_replaced(response, b">alice</saml:NameID>", b">admin</saml:NameID>"),
    "comment in the NameID": lambda response: saml.with_replaced(
        response, b">alice</saml:NameID>", b">al<!-- -->ice</saml:NameID>"),
    "signature value": lambda response: saml.with_flipped(response, "SignatureValue"),
    "digest value": lambda response: saml.with_flipped(response, "DigestValue"),
    "no signature": saml.without_signatures,
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_tampered_copy_is_refused_and_the_original_still_works(idp, broker, browser, tampering):
    posted = idp.sign_in("alice", broker.entity_id, browser=browser)
    tampered = {**posted.fields, "SAMLResponse": TAMPERINGS[tampering](posted.response)}
    is_refused(broker.post_response(browser, tampered))
    signs_in(broker, broker.post_response(browser, posted.fields))


def test_response_signed_by_a_stranger_is_refused(idp, broker, browser, tmp_path):
    posted = idp.sign_in("alice", broker.entity_id, browser=browser)
    forged = signatures.signed_by_stranger(saml.decoded(posted.response), tmp_path)
    is_refused(broker.post_response(browser, {"SAMLResponse": saml.encoded(forged)}))


def test_response_for_another_service_provider_is_refused(any_idp, broker, browser):
    other = "https://other.example.org/metadata"
    any_idp.trust(other, broker.acs, ASSERTION_SIGNED)
    posted = any_idp.sign_in("alice", other, browser=browser)
    is_refused(broker.post_response(browser, posted.fields))


def test_response_for_another_endpoint_is_refused(any_idp, broker, browser):
    any_idp.trust(broker.entity_id, "https://other.example.org/saml", ASSERTION_SIGNED)
    posted = any_idp.sign_in("alice", broker.entity_id, browser=browser)
    is_refused(broker.post_response(browser, posted.fields))


def test_sign_in_url_works_once_and_in_one_browser(any_idp, broker, browser):
    posted = any_idp.sign_in("alice", broker.entity_id, browser=browser)
    url = signs_in(broker, broker.post_response(browser, posted.fields))
    is_refused(Browser().get(url))
    assert browser.follow(browser.get(url)).url == f"{broker.url}/console"
    is_refused(Browser().get(url))


def test_tampered_sign_in_token_is_refused(any_idp, broker, browser):
    posted = any_idp.sign_in("alice", broker.entity_id, browser=browser)
    url = signs_in(broker, broker.post_response(browser, posted.fields))
    is_refused(browser.get(saml.with_flipped_token(url)))


def test_every_decision_is_audited_without_secrets(any_idp, broker, browser):
    posted = any_idp.sign_in("alice", broker.entity_id, browser=browser)
    decisions = []

    def decide(call):
        before = len(broker.audit_records())
        answer = call()
        decisions.append(len(broker.audit_records()) - before)
        return answer

    signs_in(broker, decide(lambda: broker.post_response(browser, posted.fields)))
    is_refused(decide(lambda: broker.post_response(browser, posted.fields)))
    credentials = decide(lambda: broker.assume_role_with_saml(
        posted.response, role_arn("Administrator"), provider_arn("simplesamlphp")))

    assert all(written >= 1 for written in decisions), decisions
    text = broker.audit_file.read_text()
    assert credentials.secret_access_key not in text
    assert credentials.session_token not in text
    assert posted.response not in text


def test_our_metadata_names_entity_id_and_endpoint(broker, browser):
    """What an administrator registers at the IdP is what the other tests wrote there by hand."""
    descriptor = etree.fromstring(browser.get(broker.entity_id).body)
    assert descriptor.tag == f"{{{signatures.METADATA}}}EntityDescriptor"
    assert descriptor.get("entityID") == broker.entity_id
    services = descriptor.findall(
        f"{{{signatures.METADATA}}}SPSSODescriptor/{{{signatures.METADATA}}}AssertionConsumerService")
    assert [(one.get("Binding"), one.get("Location")) for one in services] == [
        ("urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST", broker.acs)]
