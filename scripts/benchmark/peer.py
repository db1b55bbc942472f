"""Verifies one response over and over with a Python library, and prints the processor time of one.

    peer.py xmlsec|signxml|python3-saml RESPONSE CERTIFICATE ISSUER RECIPIENT AUDIENCE
"""

import base64
import json
import statistics
import sys
import time
import urllib.parse
from pathlib import Path

ROUNDS, SECONDS = 5, 0.4


def xmlsec_of(response: bytes, certificate: str, *_: str):
    """Parses, registers the IDs, verifies the one signature: no shape, no value is looked at."""
    import xmlsec
    from lxml import etree

    key = xmlsec.Key.from_memory(certificate, xmlsec.KeyFormat.CERT_PEM)

    def verify() -> None:
        root = etree.fromstring(response)
        xmlsec.tree.add_ids(root, ["ID"])
        context = xmlsec.SignatureContext()
        context.key = key
        context.verify(xmlsec.tree.find_node(root, xmlsec.Node.SIGNATURE))
    return verify


def signxml_of(response: bytes, certificate: str, *_: str):
    from signxml import XMLVerifier

    verifier = XMLVerifier()
    return lambda: verifier.verify(response, x509_cert=certificate)


def python3_saml_of(response: bytes, certificate: str, issuer: str, recipient: str, audience: str):
    from onelogin.saml2.response import OneLogin_Saml2_Response
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    body = "".join(certificate.splitlines()[1:-1])
    settings = OneLogin_Saml2_Settings({
        "strict": True,
        "sp": {"entityId": audience, "assertionConsumerService": {"url": recipient}},
        "idp": {"entityId": issuer, "singleSignOnService": {"url": "https://idp.example.org/sso"}, "x509cert": body},
    }, sp_validation_only=False)
    place = urllib.parse.urlsplit(recipient)
    request = {
        "https": "on" if place.scheme == "https" else "off", "http_host": place.netloc, "script_name": place.path,
        "server_port": str(place.port or (443 if place.scheme == "https" else 80)), "get_data": {}, "post_data": {},
    }
    field = base64.b64encode(response).decode()

    def validate() -> None:
        received = OneLogin_Saml2_Response(settings, field)
        if not received.is_valid(request, raise_exceptions=True):
            raise RuntimeError(received.get_error())
    return validate


PEERS = {
    "xmlsec": ("python-xmlsec, parse and verify", xmlsec_of),
    "signxml": ("signxml, parse and verify", signxml_of),
    "python3-saml": ("python3-saml, strict validation", python3_saml_of),
}


def main() -> None:
    name, response, certificate, *names = sys.argv[1:]
    title, make = PEERS[name]
    call = make(Path(response).read_bytes(), Path(certificate).read_text(), *names)
    call()
    rounds = []
    for _ in range(ROUNDS):
        began, count = time.process_time(), 0
        while time.process_time() - began < SECONDS:
            call()
            count += 1
        rounds.append((time.process_time() - began) / count * 1e6)
    print(json.dumps({"name": f"peer.{name}", "title": title, "microseconds": statistics.median(rounds),
                      "lowest": min(rounds), "highest": max(rounds)}))


if __name__ == "__main__":
    main()
