"""What spid_sp_test is told to load as its plugin: how it gets a request of ours, and brings the answer."""

import base64
import http.cookiejar
import re

from lxml import html
from spid_sp_test.authn_request import get_authn_request


class Requests:
    """Requests as they are. The tool itself cannot read a form that has no RelayState."""

    def __init__(self, session, url, *_):
        self.session, self.url = session, url
        # Browsers send Secure cookies to loopback over plain HTTP; requests would not.
        session.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(secure_protocols=("https", "http")))

    def request(self) -> dict:
        page = self.session.get(self.url, allow_redirects=False)
        if page.status_code == 302:
            return get_authn_request(self.url, requests_session=self.session)
        [form] = html.fromstring(page.text).forms
        field = form.fields["SAMLRequest"]
        return {"action": form.action, "method": form.method, "SAMLRequest": field, "RelayState": None,
                "SAMLRequest_xml": base64.b64decode(field), "requests_session": self.session}


class Answers(Requests):
    """Answers to our requests. The tool takes the audience from an attribute of Issuer that SAML forbids."""

    def request(self) -> dict:
        request = super().request()
        request["SAMLRequest_xml"] = re.sub(
            rb"<saml:Issuer>([^<]*)<", rb'<saml:Issuer NameQualifier="\1">\1<', request["SAMLRequest_xml"])
        return request

    def response(self, url: str, data: dict, **_):
        """The last page: the console, or a refusal."""
        return self.session.post(url, data=data)
