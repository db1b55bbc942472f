"""A real LemonLDAP::NG 2 identity provider, with Lasso for its SAML, under Starman."""

import json
import subprocess
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

from .browser import Browser, Page
from .certificates import CertificateAuthority
from .processes import Server, free_port
from .saml import AutoSubmitted
from .simplesamlphp import AWS

URI = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri"
#: The application: the portal, its pictures and scripts, and those of others that its pages load. It insists on a
#: domain for its cookies, where browsers want none for an address, and on something that makes captchas, for which the
#: usual one wants ImageMagick. Some URLs that it makes begin with two slashes, which web servers take for one.
PROGRAM = """
package NoCaptcha { use Mouse; extends 'Lemonldap::NG::Portal::Main::Plugin'; sub init { 1 } }
BEGIN { $INC{'NoCaptcha.pm'} = 1 }
use Plack::Builder;
use Plack::Util;
use Lemonldap::NG::Portal::Main;
my $portal = Lemonldap::NG::Portal::Main->run({});
my $without_domain = sub {
    my $app = shift;
    sub {
        Plack::Util::response_cb($app->(@_), sub { s/; *domain=[^;]*//i for @{ $_[0][1] } });
    };
};
builder {
    enable 'Static', path => qr{^/+static/}, root => '%s';
    enable 'Static', path => qr{^/javascript/}, root => '/usr/share';
    enable $without_domain;
    $portal;
};
"""


class LemonLDAP:
    """Configuration, key and server of one portal below `directory`; its users are those of its demonstration."""

    #: As many have the same name and password.
    USER = "dwho"
    MAIL = "dwho@badwolf.org"

    def __init__(self, work: Path, directory: Path, roles: list[str], tls: CertificateAuthority | None = None):
        """With `tls` its pages are at https:// alone; the metadata can be had at `metadata_url` either way."""
        parts = [work / f"liblemonldap-ng-{part}-perl" for part in ("portal", "handler", "common")]
        if not all(part.is_dir() for part in parts):
            raise FileNotFoundError(f"{parts[0]} is not there: run `scripts/setup lemonldap`")
        self._libraries = ":".join(str(part / "perl5") for part in parts)
        self._portal = parts[0] / "lemonldap-ng" / "portal"
        self.directory = directory
        self.port, self._tls = free_port(), tls
        self._tls_port = free_port()
        self.base = f"https://127.0.0.1:{self._tls_port}" if tls else f"http://127.0.0.1:{self.port}"
        self.entity_id = f"{self.base}/saml/metadata"
        self.metadata_url = f"http://127.0.0.1:{self.port}/saml/metadata"
        self._roles = roles
        for name in ("conf", "cache", "sessions/lock"):
            (directory / name).mkdir(parents=True)
        self._key, self._certificate = directory / "idp.key", directory / "idp.crt"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=lemonldap",
             "-keyout", str(self._key), "-out", str(self._certificate)], check=True, capture_output=True)
        (directory / "portal.psgi").write_text(PROGRAM % (self._portal / "htdocs"))
        (directory / "lemonldap-ng.ini").write_text("\n".join([
            "[all]", "logLevel = warn", "checkTime = 1",
            "[configuration]", "type = File", f"dirName = {directory / 'conf'}", *self._cache("config"),
            "[portal]", "staticPrefix = /static", "languages = en",
            f"templateDir = {self._portal / 'templates'}", ""]))
        self.trust({})

    def _cache(self, namespace: str) -> list[str]:
        return ["localStorage = Cache::FileCache",
                f"localStorageOptions = {{ 'namespace' => '{namespace}', 'default_expires_in' => 600, "
                f"'directory_umask' => '007', 'cache_root' => '{self.directory / 'cache'}', 'cache_depth' => 3 }}"]

    def trust(self, service_providers: dict[str, str]) -> None:
        """Registers service providers, metadata by name. Counts from the next start."""
        cache = {"namespace": "sessions", "default_expires_in": 600, "directory_umask": "007",
                 "cache_root": str(self.directory / "cache"), "cache_depth": 3}
        sessions = {"Directory": str(self.directory / "sessions"),
                    "LockDirectory": str(self.directory / "sessions" / "lock"),
                    "generateModule": "Lemonldap::NG::Common::Apache::Session::Generate::SHA256"}
        attributes = {"roles": f"1;{AWS}/Role;{URI};Role", "mail": f"1;{AWS}/RoleSessionName;{URI};RoleSessionName"}
        options = {
            "samlSPMetaDataOptionsNameIDFormat": "email", "samlSPMetaDataOptionsSignSSOMessage": 1,
            "samlSPMetaDataOptionsSignSLOMessage": 1, "samlSPMetaDataOptionsCheckSSOMessageSignature": 1,
            "samlSPMetaDataOptionsCheckSLOMessageSignature": 1, "samlSPMetaDataOptionsEnableIDPInitiatedURL": 1,
            "samlSPMetaDataOptionsEncryptionMode": "none",
        }
        configuration = {
            "cfgNum": 1, "cfgDate": 1, "cfgAuthor": "tests", "cfgVersion": "2.16.1", "portal": f"{self.base}/",
            # Its cookies say SameSite=None, which browsers take of Secure ones alone.
            "domain": "127.0.0.1", "cookieName": "lemonldap", "securedCookie": 1, "key": "a key of tests alone",
            "authentication": "Demo", "userDB": "Same", "passwordDB": "Null", "registerDB": "Null",
            "captcha": "NoCaptcha", "captcha_mail_enabled": 0, "captcha_register_enabled": 0,
            "portalDisplayRegister": 0, "portalDisplayResetPassword": 0,
            "demoExportedVars": {"cn": "cn", "mail": "mail", "uid": "uid"}, "exportedVars": {},
            # Values of one attribute, in its own way of writing lists.
            "macros": {"_whatToTrace": "$uid", "roles": f"'{'; '.join(self._roles)}'"},
            "globalStorage": "Apache::Session::File", "globalStorageOptions": sessions,
            "persistentStorage": "Apache::Session::File", "persistentStorageOptions": sessions,
            "localSessionStorage": "Cache::FileCache", "localSessionStorageOptions": cache,
            "locationRules": {self.base.partition("//")[2]: {"default": "accept"}}, "whatToTrace": "_whatToTrace",
            "applicationList": {"services": {"type": "category", "catname": "Services", **{
                name: self._application(name) for name in service_providers}}},
            "issuerDBSAMLActivation": 1, "issuerDBSAMLRule": 1,
            "samlServicePrivateKeySig": self._key.read_text(), "samlServicePublicKeySig": self._certificate.read_text(),
            "samlSPMetaDataXML": {name: {"samlSPMetaDataXML": xml} for name, xml in service_providers.items()},
            "samlSPMetaDataOptions": {name: options for name in service_providers},
            "samlSPMetaDataExportedAttributes": {name: attributes for name in service_providers},
        }
        (self.directory / "conf" / "lmConf-1.json").write_text(json.dumps(configuration))

    def _application(self, name: str) -> dict:
        """An entry of the portal's menu that signs in at a service provider."""
        query = urlencode({"IDPInitiated": 1, "spConfKey": name})
        return {"type": "application", "options": {
            "name": name, "uri": f"{self.base}/saml/singleSignOn?{query}", "display": "on", "logo": "network.png"}}

    def start(self) -> Server:
        server = Server(
            "LemonLDAP::NG",
            # Browsers hold connections open on which they ask for nothing: there has to be a process for each.
            ["starman", "--preload-app", "--no-default-middleware", "--workers", "8",
             "--listen", f"127.0.0.1:{self.port}", *self._tls_options(), str(self.directory / "portal.psgi")],
            self.directory / "portal.log",
            {"PERL5LIB": self._libraries,
             "LLNG_DEFAULTCONFFILE": str(self.directory / "lemonldap-ng.ini")})
        return server.wait_for(self.metadata_url, seconds=60)

    def _tls_options(self) -> list[str]:
        if self._tls is None:
            return []
        return ["--listen", f"127.0.0.1:{self._tls_port}:ssl",
                "--ssl-cert", str(self._tls.certificate), "--ssl-key", str(self._tls.key)]

    def metadata(self) -> bytes:
        with urllib.request.urlopen(self.metadata_url) as answer:
            return answer.read()

    def log_in(self, page: Page, browser: Browser) -> AutoSubmitted:
        """Fills in the page that a request led to, and returns the form for the service provider."""
        page = self.follow(page, browser)
        if any("password" in form.fields for form in page.forms):
            page = self.follow(
                browser.submit(page.form_with("password"), user=self.USER, password=self.USER), browser)
        return AutoSubmitted.found_on(page)

    def sign_in(self, sp_entity_id: str, browser: Browser) -> AutoSubmitted:
        """Starts at the IdP."""
        query = urlencode({"IDPInitiated": 1, "sp": sp_entity_id})
        return self.log_in(browser.get(f"{self.base}/saml/singleSignOn?{query}"), browser)

    def follow(self, page: Page, browser: Browser) -> Page:
        """Follows redirects as long as they stay here."""
        while page.location and page.location.startswith(self.base):
            page = browser.get(page.location)
        return page
