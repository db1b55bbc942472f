"""nginx with the configuration of docs/gateway.md, and small services behind it."""

import hashlib
import http.client
import http.server
import os
import re
import threading
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as Keys

from .broker import ROOT, Broker, Credentials
from .processes import Server, free_port
from .store import SeaweedFS

REGION = "us-east-1"


@dataclass
class Received:
    """A request as a service got it."""

    method: str
    target: str
    #: In small letters.
    headers: dict[str, str]
    body: bytes

    def signature_with(self, key: Keys, service: str) -> tuple[str, str]:
        """The signature that it has, and the one that the key gives."""
        fields = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=(\S+), SignedHeaders=(\S+), Signature=(\w+)",
                              self.headers["authorization"])
        credential, names, signature = fields.groups()
        assert credential.split("/")[0] == key.access_key
        again = AWSRequest(self.method, f"http://{self.headers['host']}{self.target}",
                           headers={name: self.headers[name] for name in names.split(";")})
        again.context["timestamp"] = self.headers["x-amz-date"]
        signer = auth.S3SigV4Auth(key, service, credential.split("/")[2])
        return signature, signer.signature(signer.string_to_sign(again, signer.canonical_request(again)), again)


class Backend:
    """A service that remembers what it was asked."""

    def __init__(self) -> None:
        received = self.received = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                received.append(Received(self.command, self.path, headers, body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = answer

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def documented_nginx() -> tuple[str, str]:
    """The server of docs/gateway.md, and the location that takes the place of its first one where requests are signed anew."""
    blocks = re.findall(r"^```nginx\n(.*?)^```", (ROOT / "docs" / "gateway.md").read_text(), re.S | re.M)
    server, location = blocks
    return server, location


def with_location(server: str, location: str) -> str:
    """The server with another `location /`."""
    changed, count = re.subn(r"^    location / \{.*?^    \}\n", lambda _: location, server, flags=re.S | re.M)
    assert count == 1
    return changed


class Nginx:
    """nginx out of Debian's package, below `directory`."""

    def __init__(self, program: Path, directory: Path):
        self._program, self.directory = program, directory
        self.port = free_port()
        self._server: Server | None = None

    def start(self, server: str, broker: Broker, service: str, backend: Backend | SeaweedFS,
              host: str = "orders.example.com") -> "Nginx":
        """Serves a documented server with the addresses of this run."""
        addresses = {
            "orders.example.com": host,
            "127.0.0.1:8000": f"127.0.0.1:{self.port}", "127.0.0.1:8080": f"127.0.0.1:{broker.port}",
            "127.0.0.1:9000": f"127.0.0.1:{backend.port}", "127.0.0.1:8333": f"127.0.0.1:{backend.port}",
            "/authorize/orders": f"/authorize/{service}",
        }
        for documented, own in addresses.items():
            server = server.replace(documented, own)
        temporary = "".join(
            f"{kind}_temp_path {self.directory}/{kind}; "
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        # Started by root, it would give its workers away, who could not write here.
        user = "user root; " if os.geteuid() == 0 else ""
        (self.directory / "nginx.conf").write_text(
            f"{user}daemon off; worker_processes 1; pid {self.directory}/pid; error_log stderr;\n"
            f"events {{ worker_connections 128; }}\nhttp {{ access_log off; {temporary}\n"
            f"server {{ listen 127.0.0.1:{self.port}; server_name up; return 200; }}\n{server}}}\n")
        command = [str(self._program), "-p", str(self.directory), "-c", str(self.directory / "nginx.conf")]
        self._server = Server("nginx", command, self.directory / "nginx.log")
        # The first server is the one for hosts that no other names: it answers without asking anybody.
        self._server.wait_for(f"http://localhost:{self.port}/")
        return self

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        if self._server:
            self._server.stop()


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Client:
    """Somebody who signs for a service, by botocore."""

    nginx: Nginx
    credentials: Credentials
    host: str = "orders.example.com"
    service: str = "execute-api"

    @property
    def keys(self) -> Keys:
        """What botocore signs with."""
        return Keys(self.credentials.access_key_id, self.credentials.secret_access_key, self.credentials.session_token)

    def signed(self, method: str, target: str, body: bytes = b"", headers: dict[str, str] | None = None,
               declaring: str | None = None) -> AWSRequest:
        """A request that is signed in its headers, with the hash of its body or what is to be declared in its place."""
        given = {"X-Amz-Content-SHA256": declaring or hashlib.sha256(body).hexdigest(), **(headers or {})}
        request = AWSRequest(method, f"http://{self.host}{target}", data=body, headers=given)
        # The signer for S3 takes the hash itself.
        kind = auth.S3SigV4Auth if self.service == "s3" and not declaring else auth.SigV4Auth
        kind(self.keys, self.service, REGION).add_auth(request)
        return request

    def presigned(self, method: str, target: str, expires: int) -> AWSRequest:
        """A request whose URL carries the signature."""
        request = AWSRequest(method, f"http://{self.host}{target}")
        kind = auth.S3SigV4QueryAuth if self.service == "s3" else auth.SigV4QueryAuth
        kind(self.keys, self.service, REGION, expires=expires).add_auth(request)
        return request

    def send(self, request: AWSRequest, body: bytes = b"", more: dict[str, str] | None = None) -> Answer:
        """Sends it to nginx, path and query to the byte."""
        url = urllib.parse.urlsplit(request.url)
        connection = http.client.HTTPConnection("127.0.0.1", self.nginx.port, timeout=30)
        try:
            connection.putrequest(request.method, url.path + (f"?{url.query}" if url.query else ""),
                                  skip_host=True, skip_accept_encoding=True)
            headers = {name: value.decode() if isinstance(value, bytes) else value
                       for name, value in request.headers.items()}
            for name, value in {"Host": self.host, **headers, **(more or {})}.items():
                connection.putheader(name, value)
            if body and "Content-Length" not in headers:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body or None)
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()
