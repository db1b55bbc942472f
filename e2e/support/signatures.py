"""Signature checks by two programs that share none of Sallyport's code: the xmlsec1 command, and signxml."""

import subprocess
import tempfile
from pathlib import Path

from lxml import etree
from signxml import DigestAlgorithm, SignatureConfiguration, SignatureMethod, XMLSigner, XMLVerifier
from signxml.exceptions import InvalidInput, InvalidSignature

PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
DS = "http://www.w3.org/2000/09/xmldsig#"

ELEMENTS = {"response": f"{PROTOCOL}:Response", "assertion": f"{ASSERTION}:Assertion"}


def signed_elements(xml: bytes) -> set[str]:
    """Which of `response` and `assertion` carry a signature as their own child."""
    root = etree.fromstring(xml)
    places = {"response": root, "assertion": root.find(f"{{{ASSERTION}}}Assertion")}
    return {name for name, element in places.items()
            if element is not None and element.find(f"{{{DS}}}Signature") is not None}


def xmlsec1_verifies(xml: bytes, element: str, certificate: Path) -> bool:
    """The xmlsec1 command's verdict on the signature of one element."""
    signature = {"response": "/*/*[local-name()='Signature']",
                 "assertion": "/*/*[local-name()='Assertion']/*[local-name()='Signature']"}[element]
    with tempfile.NamedTemporaryFile(suffix=".xml") as file:
        file.write(xml)
        file.flush()
        command = ["xmlsec1", "--verify", "--node-xpath", signature, "--pubkey-cert-pem", str(certificate),
                   "--enabled-reference-uris", "same-doc"]
        for name in ELEMENTS.values():
            command += ["--id-attr:ID", name]
        run = subprocess.run([*command, file.name], capture_output=True, text=True)
    return run.returncode == 0


def signxml_verifies(xml: bytes, element: str, certificate: Path) -> bool:
    """signxml's verdict; what it verified has to be the element that was asked for."""
    location = "./" if element == "response" else f"./{{{ASSERTION}}}Assertion/"
    expected = SignatureConfiguration(
        location=location,
        signature_methods=frozenset({SignatureMethod.RSA_SHA256, SignatureMethod.ECDSA_SHA256}),
        digest_algorithms=frozenset({DigestAlgorithm.SHA256}),
    )
    try:
        result = XMLVerifier().verify(
            etree.fromstring(xml), x509_cert=certificate.read_text(), id_attribute="ID", expect_config=expected
        )
    except (InvalidSignature, InvalidInput):
        return False
    return result.signed_xml.tag == "{%s}%s" % tuple(ELEMENTS[element].rsplit(":", 1))


def certificate_of(metadata: bytes, directory: Path) -> Path:
    """The signing certificate of IdP metadata, as a PEM file in `directory`."""
    found = etree.fromstring(metadata).find(
        f".//{{{METADATA}}}IDPSSODescriptor/{{{METADATA}}}KeyDescriptor[@use='signing']//{{{DS}}}X509Certificate"
    )
    if found is None or not found.text:
        raise LookupError("the metadata has no signing certificate")
    lines = "".join(found.text.split())
    wrapped = "\n".join(lines[at:at + 64] for at in range(0, len(lines), 64))
    file = directory / "metadata-signing.pem"
    file.write_text(f"-----BEGIN CERTIFICATE-----\n{wrapped}\n-----END CERTIFICATE-----\n")
    return file


def signed_by_stranger(xml: bytes, directory: Path) -> bytes:
    """The response with its signatures replaced by one of a fresh key over the response, its certificate in KeyInfo."""
    key, certificate = directory / "stranger.key", directory / "stranger.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=stranger",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )
    root = etree.fromstring(xml)
    for signature in list(root.iter(f"{{{DS}}}Signature")):
        signature.getparent().remove(signature)
    issuer = root.find(f"{{{ASSERTION}}}Issuer")
    placeholder = etree.Element(f"{{{DS}}}Signature", Id="placeholder", nsmap={"ds": DS})
    issuer.addnext(placeholder)
    signer = XMLSigner(c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#")
    signed = signer.sign(root, key=key.read_bytes(), cert=certificate.read_text(),
                         reference_uri=root.get("ID"), id_attribute="ID")
    return etree.tostring(signed)
