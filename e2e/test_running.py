"""A broker while it runs: a renewed certificate and key ring, people who are locked out, and what the audit tells of it."""

import hashlib
import json
import os
import signal
import socket
import ssl
import subprocess
import time

import pytest

from support.broker import ACCOUNT, Broker, Provider, Role, executable, provider_arn, role_arn
from support.browser import Browser
from support.development_idp import DevelopmentIdP
from support.processes import Server


def run(*arguments: str, status: int = 0) -> subprocess.CompletedProcess:
    result = subprocess.run([str(executable()), *arguments], capture_output=True, text=True)
    assert result.returncode == status, f"{arguments}: {result.returncode}\n{result.stdout}{result.stderr}"
    return result


def eventually(holds, seconds: float = 20):
    """Waits until it holds, and gives what it gave."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = holds()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds:g} s")


@pytest.fixture
def world(sallyport, tmp_path):
    """A broker and an IdP whose user alice may become administrator."""
    broker = Broker(tmp_path / "broker")
    broker.directory.mkdir()
    idp = DevelopmentIdP(tmp_path / "idp", {"alice": [(role_arn("Administrator"), provider_arn("development"))]})
    with idp.start(acs=broker.acs, audience=broker.entity_id):
        broker.write_configuration(
            providers=[Provider("development", idp.metadata_url)], roles=[Role("Administrator", ["development"])])
        broker.make_key_ring()
        broker.start()
        yield broker, idp
        broker.stop()


def signed_in(broker: Broker, idp: DevelopmentIdP) -> Browser:
    browser = Browser()
    page = broker.post_response(browser, idp.sign_in("alice", browser=browser).fields)
    browser.follow(browser.get(page.location))
    assert browser.get(f"{broker.url}/console").status == 200
    return browser


@pytest.mark.parametrize("target", [
    ["session-name", "alice"], ["session-name", "alice", "--provider", provider_arn("development")],
    ["subject", "alice", "--provider", provider_arn("development")],
])
def test_a_person_is_locked_out_at_once(world, target):
    broker, idp = world
    config = ["--config", str(broker.configuration)]
    browser = signed_in(broker, idp)
    credentials = broker.assume_role_with_saml(
        idp.sign_in("alice").response, role_arn("Administrator"), provider_arn("development"))
    old = idp.sign_in("alice").response
    broker.get_caller_identity(credentials)

    missed = run("revoke", target[0], "alicia", *target[2:], *config, status=1)
    assert "session-name alice" in missed.stderr and "--force" in missed.stderr
    assert browser.get(f"{broker.url}/console").status == 200

    shown = run("revoke", *target, *config)
    assert "2 sessions in the last 36 hours, 2 of them may still run" in shown.stdout
    eventually(lambda: browser.get(f"{broker.url}/console").status == 401)
    with pytest.raises(Exception, match="InvalidClientTokenId"):
        broker.get_caller_identity(credentials)
    with pytest.raises(Exception, match="AccessDenied"):
        broker.assume_role_with_saml(old, role_arn("Administrator"), provider_arn("development"))

    time.sleep(2.1)
    signed_in(broker, idp)
    listed = json.loads(run("revoke", "list", "--format", "json", *config).stdout)
    assert [entry["value"] for entry in listed] == ["alice"]
    record = [record for record in broker.audit_records() if record["eventName"] == "RevokeSessions"][0]
    assert record["userIdentity"]["type"] == "SystemUser"


def make_certificate(directory, name: str) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", f"/CN={name}",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(directory / "tls.key"),
         "-out", str(directory / "tls.pem")], check=True, capture_output=True)
    os.chmod(directory / "tls.key", 0o600)


def connect(port: int, context: ssl.SSLContext | None = None) -> ssl.SSLSocket:
    context = context or ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=10))


def fingerprint(port: int) -> str:
    with connect(port) as connection:
        return hashlib.sha256(connection.getpeercert(binary_form=True)).hexdigest()


def health(connection: ssl.SSLSocket) -> str:
    connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
    answer = b""
    while not answer.endswith(b"}"):
        part = connection.recv(65_536)
        assert part, "closed"
        answer += part
    return answer.decode()


@pytest.fixture
def tls_broker(world):
    """The same broker with TLS, started."""
    broker, _ = world
    broker.stop()
    make_certificate(broker.directory, "first.example.org")
    text = broker.configuration.read_text()
    broker.configuration.write_text(text.replace(
        f"port: {broker.port} }}", f"port: {broker.port}, tls: {{ certificateChain: tls.pem, privateKey: tls.key }} }}"
    ).replace("publicURL: \"http:", "publicURL: \"https:"))
    broker.server = Server(
        "sallyport serve", [str(executable()), "serve", "--config", str(broker.configuration)],
        broker.directory / "tls.log")
    eventually(lambda: "listening" in broker.server.log_tail())
    return broker


def hang_up(broker: Broker, says: str) -> str:
    """Sends SIGHUP; the part of the log that came of it."""
    before = len(broker.server.log.read_text())
    os.kill(broker.server.pid, signal.SIGHUP)
    return eventually(lambda: (log := broker.server.log.read_text()[before:]) and says in log and log)


def test_a_renewed_certificate_is_taken_without_a_restart(tls_broker):
    broker = tls_broker
    first = fingerprint(broker.port)
    with connect(broker.port) as kept:
        answer = health(kept)
        assert "200 OK" in answer and "strict-transport-security: max-age=31536000" in answer.lower()
        make_certificate(broker.directory, "second.example.org")
        log = hang_up(broker, "configuration taken")
        assert "CN=second.example.org" in log and "tls.pem" in log
        assert fingerprint(broker.port) != first
        assert "200 OK" in health(kept), "connections that are there stay"
    second = fingerprint(broker.port)
    (broker.directory / "tls.pem").write_text((broker.directory / "tls.pem").read_text()[:-200])
    assert "listen.tls.certificateChain" in hang_up(broker, "configuration not taken")
    assert fingerprint(broker.port) == second
    reloads = [record for record in broker.audit_records() if record["eventName"] == "ReloadConfiguration"]
    assert [record.get("errorCode") for record in reloads] == [None, "ConfigurationRefused"]
    assert {file.rpartition("/")[2] for file in reloads[0]["responseElements"]["changedFiles"]} == {"tls.pem", "tls.key"}


@pytest.mark.parametrize("cipher", ["ECDHE-RSA-AES128-SHA", "ECDHE-RSA-AES256-SHA", "AES128-GCM-SHA256", "AES256-SHA"])
def test_no_weak_cipher_suites(tls_broker, cipher):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-RSA-AES256-GCM-SHA384")
    with connect(tls_broker.port, context) as connection:
        assert connection.cipher()[0] == "ECDHE-RSA-AES256-GCM-SHA384"
    context.set_ciphers(f"{cipher}@SECLEVEL=0")
    with pytest.raises((ssl.SSLError, ConnectionError)):
        connect(tls_broker.port, context)


def test_a_rotated_key_ring_is_taken_and_sessions_go_on(world):
    broker, idp = world
    ring = str(broker.directory / "keyring.json")
    session = b"assumed-role/Administrator/alice"
    browser = signed_in(broker, idp)
    old = run("keys", "rotate", "--file", ring).stdout.split(", ")[1]
    assert "2 token keys" in hang_up(broker, "configuration taken")
    assert session in browser.get(f"{broker.url}/console").body
    young = signed_in(broker, idp)
    run("keys", "retire", "--file", ring, old)
    hang_up(broker, "configuration taken")
    assert session not in browser.get(f"{broker.url}/console").body, "what the retired key sealed is worth nothing"
    assert session in young.get(f"{broker.url}/console").body
    os.chmod(ring, 0o644)
    assert "can be used by others than its owner" in hang_up(broker, "configuration not taken")
    assert young.get(f"{broker.url}/console").status == 200
    events = [record["eventName"] for record in broker.audit_records()]
    assert [name for name in events if name in ("RotateKeyRing", "RetireKey")] == ["RotateKeyRing", "RetireKey"]


def test_start_stop_and_sign_out_are_recorded(world):
    broker, idp = world
    browser = signed_in(broker, idp)
    browser.post(f"{broker.url}/console/signout", {})
    broker.make_root_key(ACCOUNT)
    broker.stop()
    records = broker.audit_records()
    names = [record["eventName"] for record in records]
    assert names[0] in ("CreateKeyRing", "StartBroker") and names[-1] == "StopBroker"
    assert names.count("StartBroker") == 1
    out = [record["userIdentity"] for record in records if record["eventName"] == "ConsoleLogout"]
    assert [identity["type"] for identity in out] == ["SAMLUser", "AssumedRole"], "of the portal, and of the role"
    assert out[1]["arn"].endswith(":assumed-role/Administrator/alice")
    assert "CreateRootAccessKey" in names
    assert records[-1]["requestParameters"] == {"signal": "SIGTERM"}
