"""The same behind Envoy, Traefik and Caddy, configured as docs/gateway.md says."""

import json

import pytest

from support.accounts import Site
from support.broker import ACCOUNT, Broker, Credentials
from support.gateway import Backend, Client
from support.proxies import PROXIES
from test_gateway import STORE_KEY, clerk, reason, s3_code  # noqa: F401

pytestmark = pytest.mark.parametrize("kind", PROXIES, scope="module")


@pytest.fixture(scope="module")
def gateway(sallyport, tmp_path_factory):
    """A broker that guards two services behind each proxy."""
    broker = Broker(tmp_path_factory.mktemp("gateway"))
    broker.write_configuration(providers=[], roles=[])
    services = "".join(f"""
  - name: {kind}-orders
    kind: http
    proxy: {kind}
    account: "{ACCOUNT}"
    hosts: [orders.example.com]
    tags: [Team]
    rules:
      - path: /orders/*
        resource: "arn:aws:execute-api:us-east-1:{ACCOUNT}:orders/{{method}}{{path}}"
  - name: {kind}-store
    kind: s3
    proxy: {kind}
    account: "{ACCOUNT}"
    hosts: [orders.example.com]
    resign: {{ host: "store.internal:8333", region: us-east-1, service: s3, accessKeyID: {STORE_KEY.access_key},
              secretAccessKeyFile: store.key }}
""" for kind in PROXIES)
    broker.configuration.write_text(
        broker.configuration.read_text() + f"endpoints: {{ trustedProxies: [127.0.0.1] }}\nservices:\n{services}")
    secret = broker.directory / "store.key"
    secret.write_text(STORE_KEY.secret_key + "\n")
    secret.chmod(0o600)
    broker.make_key_ring()
    broker.start()
    yield Site(broker)
    broker.stop()


def served(gateway, kind: str, name: str, tmp_path_factory):
    backend = Backend()
    proxy = PROXIES[kind](tmp_path_factory.mktemp(kind), gateway.broker, f"{kind}-{name}", backend)
    try:
        yield proxy.start(resigns=name == "store"), backend
    finally:
        proxy.stop()
        backend.stop()


@pytest.fixture(scope="module")
def orders(gateway, kind, tmp_path_factory):
    yield from served(gateway, kind, "orders", tmp_path_factory)


@pytest.fixture(scope="module")
def store(gateway, kind, tmp_path_factory):
    yield from served(gateway, kind, "store", tmp_path_factory)


def test_a_signed_request_passes_with_who_it_is(orders, clerk):
    proxy, backend = orders
    client, body = Client(proxy, clerk()), b"x" * 3_000_000
    answer = client.send(client.signed("GET", "/orders/a%20b+c?q=%2F&p=1"))
    assert answer.status == 200, (answer.status, answer.body)
    received = backend.received[-1]
    assert (received.method, received.target) == ("GET", "/orders/a%20b+c?q=%2F&p=1")
    assert received.headers["x-sallyport-arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/Clerk/desk"
    assert received.headers["x-sallyport-account"] == ACCOUNT
    assert received.headers["x-sallyport-session-name"] == "desk"
    assert received.headers["x-sallyport-tag-team"] == "S%C3%BCd"
    assert "authorization" not in received.headers and "x-amz-security-token" not in received.headers
    assert client.send(client.signed("PUT", "/orders/1", body), body).status == 200
    assert (backend.received[-1].method, backend.received[-1].body) == ("PUT", body)
    assert client.send(client.presigned("GET", "/orders/1?a=b", expires=60)).status == 200


def test_what_may_not_pass_does_not(orders, clerk, kind):
    proxy, backend = orders
    given = clerk()
    client, before = Client(proxy, given), len(backend.received)
    secret = reason(client.send(client.signed("GET", "/orders/secret")))
    assert secret["code"] == "AccessDenied" and "with an explicit deny in an identity-based policy" in secret["message"]
    # Traefik decodes what needs no escape: it is another path than the one that was signed.
    assert reason(client.send(client.signed("GET", "/orders/%73ecret")))["code"] in (
        "AccessDenied", "SignatureDoesNotMatch")
    unsigned = client.signed("GET", "/orders/1")
    for name in list(unsigned.headers):
        del unsigned.headers[name]
    answer = client.send(unsigned)
    assert answer.status == 401 and json.loads(answer.body)["code"] == "MissingAuthenticationToken"
    wrong = Client(proxy, Credentials(given.access_key_id, "x", given.session_token))
    assert reason(wrong.send(wrong.signed("GET", "/orders/1")))["code"] == "SignatureDoesNotMatch"
    for change in ("/orders/2?a=1", "/orders/1?a=2"):
        request = client.signed("GET", "/orders/1?a=1")
        request.url = request.url.replace("/orders/1?a=1", change)
        assert reason(client.send(request))["code"] == "SignatureDoesNotMatch"
    request = client.signed("GET", "/orders/1")
    request.method = "PUT"
    assert reason(client.send(request))["code"] == "SignatureDoesNotMatch"
    for target in ("/orders/../stock", "/orders/a%2fb", "/orders/%2e%2e/x", "/orders/x/..%2fsecret"):
        # Some of them refuse it themselves, or come to another path, which nobody signed.
        assert client.send(client.signed("GET", target)).status in (400, 403), target
    assert len(backend.received) == before
    # Traefik merges slashes before it asks. Signers do as well, so it passes as what it has become, everywhere.
    answer = client.send(client.signed("GET", "/orders//1"))
    assert answer.status == 403 or kind == "traefik" and backend.received[-1].target == "/orders/1"


def test_nobody_says_himself_who_he_is(orders, clerk):
    proxy, backend = orders
    client = Client(proxy, clerk())
    forged = {name: "root" for name in ("X-Sallyport-Arn", "X-Sallyport-Account", "X-Sallyport-Session-Name",
                                        "X-Sallyport-Tag-Team")}
    assert client.send(client.signed("GET", "/orders/1"), more=forged).status == 200
    assert "root" not in backend.received[-1].headers.values()
    # Some hand it on, and it is refused; others take it away.
    answer = client.send(client.signed("GET", "/orders/1"), more={"X-Sallyport-Tag-Role": "root"})
    assert answer.status == 403 or "root" not in backend.received[-1].headers.values()
    # What only proxies say.
    for name in ("X-Forwarded-Uri", "X-Original-URI", "X-Forwarded-Method", "X-Forwarded-Host", "X-Original-Method"):
        before = len(backend.received)
        answer = client.send(client.signed("GET", "/orders/secret"), more={name: "/orders/1"})
        assert answer.status == 403 and len(backend.received) == before, name


def test_the_store_gets_requests_of_its_own_key(store, clerk, kind):
    proxy, backend = store
    client, body = Client(proxy, clerk(), service="s3"), b"y" * 3_000_000
    request = client.signed("PUT", "/bucket/a%20b/%C3%BC?x-id=PutObject", body, {"X-Amz-Meta-Color": "blue"})
    answer = client.send(request, body)
    assert answer.status == 200, (answer.status, answer.body)
    received = backend.received[-1]
    assert received.target == "/bucket/a%20b/%C3%BC?x-id=PutObject" and received.body == body
    assert "x-amz-security-token" not in received.headers
    if kind == "traefik":  # The name of the store is that of its URL, which is not the one of the configuration here.
        received.headers["host"] = "store.internal:8333"
    own, expected = received.signature_with(STORE_KEY, "s3")
    assert own == expected and received.headers["host"] == "store.internal:8333"
    before = len(backend.received)
    assert s3_code(client.send(client.signed("GET", "/other/a"))) == "AccessDenied"
    assert s3_code(client.send(client.presigned("GET", "/bucket/a", expires=60))) == "NotImplemented"
    assert len(backend.received) == before
