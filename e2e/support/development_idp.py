"""`sallyport idp`, the development identity provider. Its command line and pages are named here and nowhere else."""

from pathlib import Path

from .broker import executable
from .browser import Browser
from .processes import Server, free_port
from .saml import AutoSubmitted


class DevelopmentIdP:
    """One development IdP with its state below `directory`; `users` gives each its (role ARN, provider ARN) pairs."""

    def __init__(self, directory: Path, users: dict[str, list[tuple[str, str]]], port: int | None = None):
        self.directory = directory
        self.users = users
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.metadata_url = f"{self.url}/metadata"

    def command(self, acs: str, audience: str) -> list[str]:
        line = [
            str(executable()), "idp", "--listen", f"127.0.0.1:{self.port}", "--state-dir", str(self.directory),
            "--acs", acs, "--audience", audience,
        ]
        for name, pairs in self.users.items():
            for role, provider in pairs:
                line += ["--user", f"{name}={role},{provider}"]
        return line

    def start(self, acs: str, audience: str) -> Server:
        self.directory.mkdir(parents=True, exist_ok=True)
        server = Server("sallyport idp", self.command(acs, audience), self.directory / "idp.log")
        return server.wait_for(self.metadata_url)

    def metadata(self) -> bytes:
        """Its metadata, from the server that runs."""
        return Browser().get(self.metadata_url).body

    def sign_in(self, user: str, role: str | None = None, browser: Browser | None = None) -> AutoSubmitted:
        """Fills in the login page and returns the form that it wants posted to the ACS."""
        browser = browser or Browser()
        login = browser.get(f"{self.url}/").form_with("username")
        page = browser.submit(login, username=user, **({"role": role} if role else {}))
        return AutoSubmitted.found_on(browser.follow(page))
