"""Italy's test suite for service providers of SPID looks at metadata and requests, and answers them in its many ways.

We are no service provider of SPID: docs/interoperability.md lists each finding with its reason, and is held to here.
"""

import json
import os
import re
import subprocess

import pytest

from support.broker import ROOT, WORK, Broker, Provider, Role, provider_arn, role_arn
from support.simplesamlphp import AWS

pytestmark = pytest.mark.spid

PROGRAMS = WORK / "spid" / "bin"
PLUGINS = ROOT / "e2e" / "spid"
PAGE = ROOT / "docs" / "interoperability.md"
#: The answer that all others are made of, and others that have to be taken.
TAKEN = {"1", "31", "95", "96", "103", "109", "110"}


class Suite:
    """The program, with an IdP's key of this run, and a broker that sends people there."""

    def __init__(self, directory, binding: str):
        self.directory = directory
        self.environment = {**os.environ, "IDP_ENTITYID": "https://localhost:8443", "IDP_CERT_PATH": str(directory),
                            "PYTHONPATH": str(PLUGINS)}
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=idp",
                        "-keyout", str(directory / "private.key"), "-out", str(directory / "public.cert")],
                       check=True, capture_output=True)
        (directory / "idp.xml").write_text(self._run("--idp-metadata"))
        self.broker = Broker(directory)
        key = self.broker.make_signing_key()
        self.broker.write_configuration(
            providers=[Provider("spid", "idp.xml", {"inResponseTo": "required", "signIn": {
                "binding": binding, "nameIDFormat": "transient", "forceAuthn": True,
                "authnContext": ["https://www.spid.gov.it/SpidL2", "https://www.spid.gov.it/SpidL3"]}})],
            roles=[Role("Citizen", ["spid"])],
            more={"metadataSigningKey": key, "serviceProvider": {
                "signingKey": key, "organization": {"name": "Example", "url": "https://example.org"}}})
        self.broker.make_key_ring()
        self.broker.start()

    def _run(self, *arguments: str) -> str:
        program = PROGRAMS / "spid_sp_test"
        assert program.exists(), f"{program} is not there: run `scripts/setup spid`"
        ended = subprocess.run([str(program), *arguments], env=self.environment, cwd=self.directory,
                               stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
        assert ended.returncode == 0, ended.stderr[-4000:]
        return ended.stdout

    def look(self, plugin: str, *more: str) -> dict[str, list[dict]]:
        """The results, by what was looked at."""
        report = self.directory / "report.json"
        self._run("--metadata-url", self.broker.entity_id, "--authn-url", f"{self.broker.url}/login/spid",
                  "--authn-plugin", f"service_provider.{plugin}", "--profile", "saml2-sp", "--extra", "--exit-zero",
                  "--debug", "CRITICAL", "--report_format", "json", "--report-output-file", str(report), *more)
        categories = json.loads(report.read_text())["test"]["sp"]
        return {name.partition("_")[0]: [one for results in by_class.values() for one in results]
                for name, by_class in categories.items()}


@pytest.fixture(scope="module", params=["redirect", "post"])
def suite(request, sallyport, tmp_path_factory):
    made = Suite(tmp_path_factory.mktemp("spid"), request.param)
    yield made
    made.broker.stop()


def section(title: str) -> str:
    found = re.search(rf"(?ms)^### {title}\n(.*?)(?=^##|\Z)", PAGE.read_text())
    assert found, f"{PAGE} has no section {title}"
    return found[1]


def is_told(title: str, results: list[dict], name=lambda result: result["test"]) -> None:
    """Each finding stands in the first column of the section's table, nothing else does, and the figures are right."""
    text = section(title)
    told = {row.strip("` ") for row in re.findall(r"(?m)^\| ([^|]*) \|", text)[2:]}
    found = [result for result in results if result["result"] != "success"]
    assert {name(result) for result in found} == told
    assert f"{len(results) - len(found)} of {len(results)}" in text, f"{len(found)} findings of {len(results)}"


def number(result: dict) -> str:
    return re.match(r"Test \[(\w+)\]", result["test"])[1]


def test_metadata_and_requests(suite):
    found = suite.look("Requests")
    is_told("Metadata", found["metadata"])
    is_told("Requests", found["authnrequest"])


def test_responses(suite):
    attributes = suite.directory / "attributes.json"
    attributes.write_text(json.dumps({
        f"{AWS}/Role": f"{role_arn('Citizen')},{provider_arn('spid')}", f"{AWS}/RoleSessionName": "mario@example.org"}))
    pages = suite.directory / "pages"
    results = suite.look("Answers", "--test-response", "--attr-json", str(attributes),
                         "--response-html-dumps", str(pages))["response"]
    is_told("Responses", results, number)

    # A page that says that somebody is signed in is one, and nothing that was refused has said so.
    statuses = {number(result): result["value"] for result in results}
    for file in pages.iterdir():
        is_in = "assumed-role/Citizen/mario@example.org" in file.read_text()
        assert is_in == ("200" in statuses[file.name.rpartition("_")[0]]), file.name
    assert TAKEN <= {name for name, status in statuses.items() if "200" in status}

    # They were refused for many reasons, not for one that all have in common. So many refusals of one address coalesce
    # in the audit at last; most stand there.
    refused = [record["additionalEventData"] for record in suite.broker.audit_records()
               if record["eventName"] == "ConsoleLogin" and record.get("errorCode")]
    assert len(refused) > 60
    checks = {check["name"] for data in refused for check in data.get("failedChecks", [])}
    assert len(checks) >= 20, checks
