"""Envoy, Traefik and Caddy with the configurations of docs/gateway.md."""

import http.client
import json
import re
import sys
import time
from pathlib import Path

import yaml

from .broker import ROOT, Broker
from .gateway import Backend
from .processes import Server, StartFailure, free_port

HOST = "orders.example.com"


def documented(heading: str) -> str:
    """The configuration that stands below a heading of docs/gateway.md."""
    text = (ROOT / "docs" / "gateway.md").read_text()
    return re.search(rf"^### {heading}\n.*?^```\w*\n(.*?)^```", text, re.S | re.M)[1]


def program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


class Proxy:
    """A proxy below `directory`, in front of a service of the broker's."""

    #: As the heading in the docs says it.
    name: str

    def __init__(self, directory: Path, broker: Broker, service: str, backend: Backend):
        self.directory, self.broker, self.service, self.backend = directory, broker, service, backend
        self.port = free_port()
        self._server: Server | None = None

    @property
    def text(self) -> str:
        """The documented configuration with the addresses of this run."""
        changes = {"127.0.0.1:8080": f"127.0.0.1:{self.broker.port}", "127.0.0.1:9000": f"127.0.0.1:{self.backend.port}",
                   "/authorize/orders": f"/authorize/{self.service}"}
        text = documented(self.name)
        for own, other in changes.items():
            text = text.replace(own, other)
        return text

    def command(self, resigns: bool) -> list[str]:
        """Writes the configuration; what to start. `resigns` is for a store with a key of its own."""
        raise NotImplementedError

    def start(self, resigns: bool = False) -> "Proxy":
        self._server = Server(self.name, self.command(resigns), self.directory / "log", {"HOME": str(self.directory)})
        self._server.wait_for(f"http://127.0.0.1:{self.ready[0]}{self.ready[1]}", seconds=30)
        deadline = time.monotonic() + 10
        while not self.has_routes():
            if time.monotonic() > deadline:
                raise StartFailure(f"{self.name} does not know {HOST}:\n{self._server.log_tail()}")
            time.sleep(0.05)
        return self

    #: Where it answers 200 once it is up, without asking the broker.
    ready: tuple[int, str]

    def has_routes(self) -> bool:
        """Whether it knows the host: Traefik does a moment after it is up."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/", headers={"Host": HOST})
            return connection.getresponse().status != 404
        finally:
            connection.close()

    def stop(self) -> None:
        if self._server:
            self._server.process.kill()
            self._server.stop()


class Envoy(Proxy):
    name = "Envoy"

    def command(self, resigns: bool) -> list[str]:
        self.ready = (free_port(), "/ready")
        filters = yaml.safe_load(self.text)["http_filters"]
        route = {"cluster": "orders"}
        removed = ["authorization", "x-amz-security-token"]
        if resigns:
            allowed = filters[0]["typed_config"]["http_service"]["authorization_response"]["allowed_upstream_headers"]
            allowed["patterns"] += [{"exact": name} for name in ("authorization", "x-amz-date", "x-amz-content-sha256")]
            route |= {"host_rewrite_literal": "store.internal:8333"}
            removed = ["x-amz-security-token"]
        manager = {
            "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix": "in", "use_remote_address": True, "http_filters": filters,
            "route_config": {"virtual_hosts": [{"name": "orders", "domains": ["*"], "routes": [{
                "match": {"prefix": "/"}, "route": route, "request_headers_to_remove": removed}]}]}}

        def address(port: int) -> dict:
            return {"socket_address": {"address": "127.0.0.1", "port_value": port}}

        def cluster(name: str, port: int) -> dict:
            return {"name": name, "type": "STATIC", "load_assignment": {"cluster_name": name, "endpoints": [
                {"lb_endpoints": [{"endpoint": {"address": address(port)}}]}]}}
        bootstrap = {
            "admin": {"address": address(self.ready[0])},
            "static_resources": {
                "listeners": [{"address": address(self.port), "filter_chains": [{"filters": [
                    {"name": "http", "typed_config": manager}]}]}],
                "clusters": [cluster("sallyport", self.broker.port), cluster("orders", self.backend.port)]}}
        file = self.directory / "envoy.json"
        file.write_text(json.dumps(bootstrap))
        return [program("envoy"), "-c", str(file), "--concurrency", "1", "--use-dynamic-base-id", "-l", "warning"]


class Traefik(Proxy):
    name = "Traefik"

    def command(self, resigns: bool) -> list[str]:
        self.ready = (free_port(), "/ping")
        dynamic = yaml.safe_load(self.text)
        if resigns:
            http = dynamic["http"]
            forward = http["middlewares"]["sallyport"]["forwardAuth"]
            forward["authResponseHeaders"] = ["Authorization", "X-Amz-Date", "X-Amz-Content-Sha256", "X-Amz-Security-Token"]
            http["routers"]["orders"]["middlewares"] = ["sallyport"]
            # The store's name is known here: the Host is that of the URL.
            http["services"]["orders"]["loadBalancer"]["passHostHeader"] = False
        file = self.directory / "dynamic.yaml"
        file.write_text(yaml.safe_dump(dynamic))
        return [program("traefik"), f"--entryPoints.web.address=127.0.0.1:{self.port}",
                f"--entryPoints.ping.address=127.0.0.1:{self.ready[0]}", "--ping.entryPoint=ping",
                f"--providers.file.filename={file}", "--global.checkNewVersion=false",
                "--global.sendAnonymousUsage=false"]


class Caddy(Proxy):
    name = "Caddy"

    def command(self, resigns: bool) -> list[str]:
        self.ready = (free_port(), "/")
        text = self.text.replace(f"{HOST} {{", f"http://{HOST}:{self.port} {{")
        if resigns:
            text = re.sub(r"copy_headers .*", "copy_headers Authorization X-Amz-Date X-Amz-Content-Sha256", text)
            text = text.replace("header_up -Authorization", "header_up Host store.internal:8333")
        file = self.directory / "Caddyfile"
        file.write_text(f"{{\n    admin off\n    auto_https off\n    storage file_system {self.directory}\n}}\n{text}\n"
                        f"http://127.0.0.1:{self.ready[0]} {{\n    respond 200\n}}\n")
        return [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(file)]


PROXIES = {kind.__name__.lower(): kind for kind in (Envoy, Traefik, Caddy)}
