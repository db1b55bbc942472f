"""The files of `deploy/`: the unit by systemd's own tools, the proxies by themselves, in front of a broker."""

import contextlib
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path

import pytest

from support.broker import ROOT, WORK, Broker
from support.processes import Server, free_port

DEPLOY = ROOT / "deploy"


def run(*command: object, **more) -> subprocess.CompletedProcess:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, **more)


def tool(name: str) -> str:
    found = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")
    assert found, f"{name} is not there: scripts/setup e2e installs it"
    return found


# systemd


def test_unit_is_hardened():
    """Exposure of at most 1.5 of 10, as systemd counts it."""
    judged = run(tool("systemd-analyze"), "security", "--offline=yes", "--threshold=15",
                 DEPLOY / "systemd/sallyport.service")
    assert judged.returncode == 0, judged.stdout[-400:]
    assert re.search(r"exposure level for sallyport.service: (0|1\.[0-5])", judged.stdout)


def test_unit_is_one(tmp_path, sallyport):
    unit = (DEPLOY / "systemd/sallyport.service").read_text()
    file = tmp_path / "sallyport.service"
    file.write_text(unit.replace("/usr/bin/sallyport", str(sallyport)))
    socket_unit = shutil.copy(DEPLOY / "systemd/sallyport.socket", tmp_path)
    judged = run(tool("systemd-analyze"), "verify", "--man=no", file, socket_unit)
    about_it = [line for line in judged.stderr.splitlines() if "sallyport" in line]
    assert judged.returncode == 0 and not about_it, judged.stderr
    # What systemd waits for.
    assert "Type=notify" in unit and "WatchdogSec=" in unit and "ExecReload=" in unit


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives folders away")
def test_user_and_folders_are_made(tmp_path):
    (tmp_path / "etc").mkdir()
    for kind in ("sysusers", "tmpfiles"):
        folder = tmp_path / f"usr/lib/{kind}.d"
        folder.mkdir(parents=True)
        shutil.copy(DEPLOY / f"systemd/sallyport.{kind}", folder / "sallyport.conf")
    made = run(tool("systemd-sysusers"), f"--root={tmp_path}")
    assert made.returncode == 0, made.stderr
    users = (tmp_path / "etc/passwd").read_text()
    assert re.search(r"^sallyport:x:\d+:\d+:.*:/var/lib/sallyport:\S*nologin$", users, re.M), users
    made = run(tool("systemd-tmpfiles"), "--create", f"--root={tmp_path}")
    assert made.returncode == 0, made.stderr
    modes = {name: (tmp_path / name).stat().st_mode & 0o7777
             for name in ("etc/sallyport", "var/lib/sallyport", "var/log/sallyport")}
    assert modes == {"etc/sallyport": 0o750, "var/lib/sallyport": 0o700, "var/log/sallyport": 0o750}


# Proxies with TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    made = run(tool("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
               "-keyout", folder / "key.pem", "-out", folder / "chain.pem", "-days", "2",
               "-subj", "/CN=broker.example.com", "-addext", "subjectAltName=DNS:broker.example.com,DNS:localhost")
    assert made.returncode == 0, made.stderr
    (folder / "both.pem").write_text((folder / "chain.pem").read_text() + (folder / "key.pem").read_text())
    return folder


@pytest.fixture(scope="module")
def behind_proxy(tmp_path_factory) -> Broker:
    broker = Broker(tmp_path_factory.mktemp("broker"), public_url="https://broker.example.com")
    broker.write_configuration([], [])
    with broker.configuration.open("a") as file:
        file.write("endpoints: { trustedProxies: [127.0.0.1] }\n")
    broker.make_key_ring()
    broker.start()
    yield broker
    broker.stop()


def get(port: int, path: str, certificate: Path) -> tuple[int, Message]:
    context = ssl.create_default_context(cafile=str(certificate / "chain.pem"))
    request = urllib.request.Request(f"https://localhost:{port}{path}")
    try:
        with urllib.request.urlopen(request, context=context, timeout=20) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


def listening(server: Server, port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        assert server.process.poll() is None, server.log_tail()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    pytest.fail(f"{server.name} does not listen:\n{server.log_tail()}")


def serves(port: int, certificate: Path) -> None:
    """Through the proxy the broker is there, and what is for services alone is not."""
    status, headers = get(port, "/health", certificate)
    assert status == 200
    assert "max-age=" in headers.get("Strict-Transport-Security", "")
    assert get(port, "/authorize/orders", certificate)[0] == 404


def assert_told_without_secret(log: Path) -> None:
    """The log tells of the request, maybe a little later, and has no token of it."""
    deadline = time.monotonic() + 10
    while "/federation" not in log.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert "/federation" in log.read_text() and "a-secret" not in log.read_text()


def test_nginx_takes_its_example(tmp_path, certificate, behind_proxy):
    nginx = str(WORK / "nginx/nginx")
    plain, secure = free_port(), free_port()
    site = (DEPLOY / "nginx/sallyport.conf").read_text()
    for old, new in [("/etc/ssl/sallyport", str(certificate)), ("127.0.0.1:8080", f"127.0.0.1:{behind_proxy.port}"),
                     ("/var/log/nginx", str(tmp_path)), ("    listen [::]:80;\n", ""),
                     ("    listen [::]:443 ssl http2;\n", ""), ("listen 80;", f"listen 127.0.0.1:{plain};"),
                     ("listen 443 ssl", f"listen 127.0.0.1:{secure} ssl")]:
        assert old in site, old
        site = site.replace(old, new)
    folders = "".join(f"{kind}_temp_path {tmp_path}/{kind}; "
                      for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {tmp_path}/nginx.pid; error_log {tmp_path}/error.log;\n"
        f"events {{ worker_connections 64; }}\nhttp {{ {folders}\n{site}\n}}\n")
    judged = run(nginx, "-t", "-c", tmp_path / "nginx.conf", "-p", tmp_path)
    assert judged.returncode == 0, judged.stderr
    server = Server("nginx", [nginx, "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)], tmp_path / "nginx.log")
    try:
        listening(server, secure)
        serves(secure, certificate)
        get(secure, "/federation?SigninToken=a-secret", certificate)
        assert_told_without_secret(tmp_path / "sallyport.log")
    finally:
        server.stop()


def test_haproxy_takes_its_example(tmp_path, certificate, behind_proxy):
    plain, secure = free_port(), free_port()
    text = (DEPLOY / "haproxy/haproxy.cfg").read_text()
    for old, new in [("/etc/haproxy/sallyport.pem", str(certificate / "both.pem")),
                     ("10.0.0.11:8080\n", f"127.0.0.1:{behind_proxy.port}\n"),
                     ("bind :80\n", f"bind 127.0.0.1:{plain}\n"), ("bind :443", f"bind 127.0.0.1:{secure}")]:
        assert old in text, old
        text = text.replace(old, new)
    (tmp_path / "haproxy.cfg").write_text(text)
    judged = run(tool("haproxy"), "-c", "-f", tmp_path / "haproxy.cfg")
    assert judged.returncode == 0, judged.stderr
    server = Server("haproxy", [tool("haproxy"), "-db", "-f", str(tmp_path / "haproxy.cfg")], tmp_path / "haproxy.log")
    try:
        listening(server, secure)
        serves(secure, certificate)
        get(secure, "/federation?SigninToken=a-secret", certificate)
        assert_told_without_secret(tmp_path / "haproxy.log")
    finally:
        server.stop()
