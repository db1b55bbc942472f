"""What the other tests rest on: the IdP signs what it is told to, and two independent verifiers agree about it."""

import pytest

from conftest import ACS_FOR_SIGNATURE_TESTS, SP_FOR_SIGNATURE_TESTS
from support import saml, signatures
from support.simplesamlphp import ASSERTION_SIGNED, BOTH_SIGNED, RESPONSE_SIGNED

VARIANTS = {
    "assertion": (ASSERTION_SIGNED, {"assertion"}),
    "response": (RESPONSE_SIGNED, {"response"}),
    "both": (BOTH_SIGNED, {"assertion", "response"}),
}
VERIFIERS = [signatures.xmlsec1_verifies, signatures.signxml_verifies]


@pytest.fixture(params=VARIANTS)
def signed(request, simplesamlphp):
    """A response of the IdP, and the elements in it that are signed."""
    variant, elements = VARIANTS[request.param]
    simplesamlphp.trust(SP_FOR_SIGNATURE_TESTS, ACS_FOR_SIGNATURE_TESTS, variant)
    posted = simplesamlphp.sign_in("alice", SP_FOR_SIGNATURE_TESTS, relay_state="a state & more")
    assert posted.action == ACS_FOR_SIGNATURE_TESTS
    assert posted.fields["RelayState"] == "a state & more"
    return posted.response, elements


def test_signs_what_it_is_told_to(signed):
    response, elements = signed
    assert signatures.signed_elements(saml.decoded(response)) == elements


@pytest.mark.parametrize("verifies", VERIFIERS)
def test_every_signature_verifies(signed, simplesamlphp, verifies):
    response, elements = signed
    for element in ("assertion", "response"):
        assert verifies(saml.decoded(response), element, simplesamlphp.certificate) == (element in elements)


@pytest.mark.parametrize("verifies", VERIFIERS)
def test_tampered_copy_fails(signed, simplesamlphp, verifies):
    response, elements = signed
    tampered = saml.with_replaced(response, b"role/Administrator", b"role/Administrat0r")
    for element in elements:
        assert not verifies(saml.decoded(tampered), element, simplesamlphp.certificate)


@pytest.mark.parametrize("verifies", VERIFIERS)
def test_stranger_key_fails(signed, simplesamlphp, tmp_path, verifies):
    forged = signatures.signed_by_stranger(saml.decoded(signed[0]), tmp_path)
    assert signatures.signed_elements(forged) == {"response"}
    assert not verifies(forged, "response", simplesamlphp.certificate)
    # The forgery is well made: only the key is wrong.
    assert verifies(forged, "response", tmp_path / "stranger.pem")
