"""An identity provider in a few lines of lxml and signxml, for responses that a well-behaved one does not send."""

import datetime
import secrets
import subprocess
from pathlib import Path

from lxml import etree
from signxml import XMLSigner

from .saml import encoded
from .signatures import ASSERTION, DS, METADATA, PROTOCOL
from .simplesamlphp import AWS

SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
AUTHENTICATION_FAILED = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"


def _text(instant: datetime.datetime) -> str:
    return instant.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class SigningIdP:
    """One key below `directory`, and what is signed with it for one service provider."""

    def __init__(self, directory: Path, acs: str, audience: str, entity_id: str = "https://idp.example.net/saml"):
        directory.mkdir(parents=True, exist_ok=True)
        self.acs, self.audience, self.entity_id = acs, audience, entity_id
        self._key, self._certificate = directory / "idp.key", directory / "idp.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=signing-idp",
             "-keyout", str(self._key), "-out", str(self._certificate)],
            check=True, capture_output=True,
        )

    def metadata(self, valid_until: datetime.datetime | None = None) -> str:
        until = f' validUntil="{_text(valid_until)}"' if valid_until else ""
        certificate = "".join(self._certificate.read_text().splitlines()[1:-1])
        return (
            f'<EntityDescriptor xmlns="{METADATA}" xmlns:ds="{DS}" entityID="{self.entity_id}"{until}>'
            f'<IDPSSODescriptor protocolSupportEnumeration="{PROTOCOL}"><KeyDescriptor use="signing"><ds:KeyInfo>'
            f"<ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
            "</KeyDescriptor><SingleSignOnService "
            f'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{self.entity_id}/sso"/>'
            "</IDPSSODescriptor></EntityDescriptor>")

    def response(self, role: str, provider: str, session_name: str = "gina", subject: str = "gina",
                 attributes: dict[str, list[str]] | None = None, age: float = 0, status: str = SUCCESS,
                 audience: str | None = None, others: dict[str, list[str]] | None = None,
                 algorithm: str = "rsa-sha256", form: str = C14N) -> str:
        """A signed response, in base64.

        `attributes` by the end of their names, `others` by the whole, `age` in seconds, the signature's `algorithm` by the end
        of its name, the canonical `form` by the whole.
        """
        issued = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=age)
        root = self._unsigned(issued, subject, status, audience or self.audience, {
            f"{AWS}/Role": [f"{role},{provider}"], f"{AWS}/RoleSessionName": [session_name],
            **{f"{AWS}/{name}": values for name, values in (attributes or {}).items()}, **(others or {}),
        })
        signer = XMLSigner(signature_algorithm=algorithm, c14n_algorithm=form)
        signed = signer.sign(root, key=self._key.read_bytes(), cert=self._certificate.read_text(),
                             reference_uri=root.get("ID"), id_attribute="ID")
        return encoded(etree.tostring(signed))

    def _unsigned(self, issued: datetime.datetime, subject: str, status: str, audience: str,
                  attributes: dict[str, list[str]]) -> etree._Element:
        now = _text(issued)
        # An assertion that is too old is to be refused for its age, not for what its own dates say.
        late = _text(issued + datetime.timedelta(hours=2))
        root = etree.Element(f"{{{PROTOCOL}}}Response", ID=f"_{secrets.token_hex(16)}", Version="2.0",
                             IssueInstant=now, Destination=self.acs, nsmap={"samlp": PROTOCOL, "saml": ASSERTION})

        def add(parent, name, text=None, namespace=ASSERTION, **attributes):
            child = etree.SubElement(parent, f"{{{namespace}}}{name}", attributes)
            child.text = text
            return child

        add(root, "Issuer", self.entity_id)
        etree.SubElement(root, f"{{{DS}}}Signature", Id="placeholder", nsmap={"ds": DS})
        state = add(root, "Status", namespace=PROTOCOL)
        if status != SUCCESS:
            responder = add(state, "StatusCode", namespace=PROTOCOL,
                            Value="urn:oasis:names:tc:SAML:2.0:status:Responder")
            add(responder, "StatusCode", namespace=PROTOCOL, Value=status)
            return root
        add(state, "StatusCode", namespace=PROTOCOL, Value=status)

        assertion = add(root, "Assertion", ID=f"_{secrets.token_hex(16)}", Version="2.0", IssueInstant=now)
        add(assertion, "Issuer", self.entity_id)
        about = add(assertion, "Subject")
        add(about, "NameID", subject, Format=PERSISTENT)
        confirmation = add(about, "SubjectConfirmation", Method="urn:oasis:names:tc:SAML:2.0:cm:bearer")
        add(confirmation, "SubjectConfirmationData", NotOnOrAfter=late, Recipient=self.acs)
        conditions = add(assertion, "Conditions", NotBefore=now, NotOnOrAfter=late)
        add(add(conditions, "AudienceRestriction"), "Audience", audience)
        statement = add(assertion, "AuthnStatement", AuthnInstant=now, SessionIndex=f"_{secrets.token_hex(8)}")
        add(add(statement, "AuthnContext"), "AuthnContextClassRef", "urn:oasis:names:tc:SAML:2.0:ac:classes:Password")
        values = add(assertion, "AttributeStatement")
        for name, texts in attributes.items():
            attribute = add(values, "Attribute", Name=name, NameFormat=URI)
            for text in texts:
                add(attribute, "AttributeValue", text)
        return root
