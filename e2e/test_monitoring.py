"""What a running broker tells operators, read by Prometheus' own tool; rules and dashboard of deploy/."""

import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from conftest import WORK
from support.broker import ROOT, Broker, Provider, QueryError, Role, provider_arn, role_arn
from support.browser import Browser
from support.development_idp import DevelopmentIdP
from support.processes import free_port

TOKEN = "0123456789abcdef0123456789abcdef"
PROMETHEUS = ROOT / "deploy" / "prometheus"
DASHBOARD = ROOT / "deploy" / "grafana" / "sallyport.json"


def promtool(*arguments: str, text: str | None = None, folder: Path | None = None) -> subprocess.CompletedProcess:
    tool = WORK / "prometheus" / "promtool"
    assert tool.exists(), f"{tool} is not there: run scripts/setup e2e"
    return subprocess.run([str(tool), *arguments], input=text, capture_output=True, text=True, cwd=folder)


def read(url: str, token: str | None = None) -> str:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return answer.read().decode()


def value(text: str, series: str) -> float:
    """The value of the series with exactly these labels."""
    for line in text.splitlines():
        name, _, number = line.rpartition(" ")
        if name == series:
            return float(number)
    raise AssertionError(f"no {series} in\n{text}")


def eventually(holds, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds:g} s"
        time.sleep(0.05)


@pytest.fixture
def world(sallyport, tmp_path):
    """Starts a broker with a section `metrics`, and an IdP whose user alice may become administrator."""
    started = []

    def start(metrics: dict) -> tuple[Broker, DevelopmentIdP]:
        broker = Broker(tmp_path / "broker")
        broker.directory.mkdir()
        token = broker.directory / "metrics.token"
        token.touch(mode=0o600)
        token.write_text(TOKEN + "\n")
        idp = DevelopmentIdP(tmp_path / "idp", {"alice": [(role_arn("Administrator"), provider_arn("development"))]})
        broker.write_configuration(
            providers=[Provider("development", idp.metadata_url)], roles=[Role("Administrator", ["development"])],
            more={"metrics": metrics})
        broker.make_key_ring()
        server = idp.start(acs=broker.acs, audience=broker.entity_id)
        started.append(server)
        broker.start()
        started.append(broker)
        return broker, idp

    yield start
    for one in reversed(started):
        one.stop()


def sign_in(broker: Broker, idp: DevelopmentIdP) -> None:
    browser = Browser()
    page = broker.post_response(browser, idp.sign_in("alice", browser=browser).fields, as_json=True)
    assert page.status == 200, page.html


def test_a_port_of_their_own_and_a_format_that_prometheus_takes(world):
    port = free_port()
    broker, idp = world({"listen": {"port": port}})
    sign_in(broker, idp)
    with pytest.raises(QueryError):
        broker.query("GetCallerIdentity")
    url = f"http://127.0.0.1:{port}/metrics"
    text = read(url)
    checked = promtool("check", "metrics", text=text)
    assert checked.returncode == 0 and not checked.stderr.strip(), checked.stderr + checked.stdout
    signed_in = ('sallyport_sign_ins_total{account="123456789012",event="AssumeRoleWithSAML",'
                 'outcome="success",provider="development"}')
    assert value(text, signed_in) == 1
    refused = 'sallyport_api_calls_total{code="MissingAuthenticationToken",operation="GetCallerIdentity",service="sts"}'
    assert value(text, refused) == 1
    assert value(text, "sallyport_store_up") == 1 and value(text, "sallyport_audit_up") == 1
    assert value(text, 'sallyport_metadata_age_seconds{account="123456789012",provider="development"}') < 600
    assert value(text, "process_resident_memory_bytes") > 1_000_000
    assert value(text, "process_start_time_seconds") > 1_600_000_000
    assert "alice" not in text and "ASIA" not in text
    with pytest.raises(urllib.error.HTTPError, match="404"):
        read(f"{broker.url}/metrics", TOKEN)


def test_beside_everything_else_for_whoever_shows_the_token(world):
    broker, _ = world({"tokenFile": "metrics.token"})
    url = f"{broker.url}/metrics"
    for wrong in (None, TOKEN[:-1], TOKEN + "0"):
        with pytest.raises(urllib.error.HTTPError, match="401"):
            read(url, wrong)
    assert "sallyport_build_info" in read(url, TOKEN)


def test_a_token_that_others_can_read_is_refused(world, tmp_path):
    broker, _ = world({"tokenFile": "metrics.token"})
    broker.stop()
    os.chmod(broker.directory / "metrics.token", 0o644)
    with pytest.raises(Exception, match="metrics.tokenFile"):
        broker.start()


def test_the_log_changes_its_form_while_the_broker_runs(world):
    broker, idp = world({"tokenFile": "metrics.token"})
    log = broker.server.log
    assert "listening" in log.read_text() and not log.read_text().startswith("{")
    broker.configuration.write_text(
        broker.configuration.read_text() + "log: { format: json, level: info, requests: true }\n")
    broker.server.process.send_signal(signal.SIGHUP)
    eventually(lambda: "configuration taken" in log.read_text())
    before = len(log.read_text())
    sign_in(broker, idp)
    urllib.request.urlopen(f"{broker.url}/health?token=of-the-query", timeout=10).close()
    eventually(lambda: '"/health"' in log.read_text()[before:])
    lines = [json.loads(line) for line in log.read_text()[before:].splitlines()]
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    requests = [line for line in lines if line["message"] == "request"]
    assert [(line["method"], line["path"], line["status"]) for line in requests] == [
        ("POST", "/saml", "200"), ("GET", "/health", "200")]
    assert requests[0]["requestID"] in [record["requestID"] for record in broker.audit_records()]
    assert "of-the-query" not in log.read_text() and "SAMLResponse" not in log.read_text()


def test_the_rules_are_good():
    checked = promtool("check", "rules", "sallyport.rules.yml", folder=PROMETHEUS)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    tested = promtool("test", "rules", "sallyport.rules.test.yml", folder=PROMETHEUS)
    assert tested.returncode == 0, tested.stdout + tested.stderr
    configured = promtool("check", "config", "--syntax-only", "scrape.yml", folder=PROMETHEUS)
    assert configured.returncode == 0, configured.stdout + configured.stderr


def names_in(expression: str) -> set[str]:
    """The families that an expression asks about; those of recording rules have colons."""
    return {re.sub(r"_(bucket|sum|count)$", "", name)
            for name in re.findall(r"\b((?:sallyport|process)_[a-z0-9_]+)", expression)}


def test_rules_and_dashboard_ask_for_what_there_is(world):
    port = free_port()
    world({"listen": {"port": port}})
    documented = set(re.findall(r"`(sallyport_[a-z_]+)`", (ROOT / "docs" / "monitoring.md").read_text()))
    served = set(re.findall(r"^# TYPE (\S+)", read(f"http://127.0.0.1:{port}/metrics"), re.MULTILINE))
    rules = (PROMETHEUS / "sallyport.rules.yml").read_text()
    asked = names_in(rules)
    recorded = set(re.findall(r"record: (\S+)", rules))
    for panel in json.loads(DASHBOARD.read_text())["panels"]:
        for target in panel.get("targets", []):
            asked |= names_in(target["expr"])
            assert set(re.findall(r"sallyport:[a-z0-9_:]+", target["expr"])) <= recorded
    assert {name for name in asked if name.startswith("sallyport_")} <= documented
    assert {name for name in asked if name.startswith("process_")} <= served
    assert {name for name in served if name.startswith("sallyport_")} <= documented
    alerts = set(re.findall(r"alert: (\S+)", rules))
    assert alerts == set(re.findall(r"^\| `(Sallyport\w+)`", (ROOT / "docs" / "monitoring.md").read_text(), re.MULTILINE))
