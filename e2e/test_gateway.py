"""Requests through a real nginx, configured as docs/gateway.md says, signed by botocore, to a small service."""

import json
import subprocess
import time
import xml.etree.ElementTree as ElementTree

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as Keys

from conftest import WORK
from support.accounts import Site, allow, credentials_of, deny, document, trust
from support.broker import ACCOUNT, Broker, Credentials, executable
from support.gateway import REGION, Backend, Client, Nginx, documented_nginx, with_location

ORDERS = f"arn:aws:execute-api:*:{ACCOUNT}:orders"
STORE_KEY = Keys("GATEWAYKEY", "the-secret-of-the-store")

SERVICES = f"""
endpoints: {{ trustedProxies: [127.0.0.1] }}
services:
  - name: orders
    kind: http
    proxy: nginx
    account: "{ACCOUNT}"
    hosts: [orders.example.com]
    tags: [Team]
    rules:
      - {{ methods: [GET, HEAD, PUT, DELETE], path: /orders/* }}
  - name: store
    kind: s3
    proxy: nginx
    account: "{ACCOUNT}"
    hosts: [orders.example.com]
    resign:
      host: store.internal:8333
      region: us-east-1
      service: s3
      accessKeyID: {STORE_KEY.access_key}
      secretAccessKeyFile: store.key
"""


@pytest.fixture(scope="module")
def gateway(sallyport, tmp_path_factory):
    """A broker that guards two services."""
    broker = Broker(tmp_path_factory.mktemp("gateway"))
    broker.write_configuration(providers=[], roles=[])
    broker.configuration.write_text(broker.configuration.read_text() + SERVICES)
    secret = broker.directory / "store.key"
    secret.write_text(STORE_KEY.secret_key + "\n")
    secret.chmod(0o600)
    broker.make_key_ring()
    broker.start()
    yield Site(broker)
    broker.stop()


@pytest.fixture(scope="module")
def clerk(gateway):
    """Makes sessions of a role that may read and write orders, but for one, and use the store's bucket."""
    root = gateway.identity(gateway.broker.make_root_key(ACCOUNT), "root")
    role = root.iam.create_role(RoleName="Clerk", AssumeRolePolicyDocument=trust(
        {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, ["sts:AssumeRole", "sts:TagSession"]))["Role"]["Arn"]
    root.iam.put_role_policy(RoleName="Clerk", PolicyName="orders", PolicyDocument=document(
        allow("execute-api:Invoke", [f"{ORDERS}/GET/orders/*", f"{ORDERS}/PUT/orders/*"]),
        {**deny("execute-api:Invoke", f"{ORDERS}/*/orders/secret"), "Sid": "Secret"},
        allow("s3:*", "arn:aws:s3:::bucket/*")))
    root.iam.create_user(UserName="ana")
    root.iam.put_user_policy(UserName="ana", PolicyName="clerk", PolicyDocument=document(
        allow(["sts:AssumeRole", "sts:TagSession"])))
    key = root.iam.create_access_key(UserName="ana")["AccessKey"]
    ana = gateway.identity(Credentials(key["AccessKeyId"], key["SecretAccessKey"]), "ana")

    def make(name: str = "desk") -> Credentials:
        return credentials_of(ana.sts.assume_role(
            RoleArn=role, RoleSessionName=name, Tags=[{"Key": "Team", "Value": "Süd"}]))
    return make


def served(gateway, tmp_path_factory, service: str, server: str):
    program = WORK / "nginx" / "nginx"
    assert program.exists(), f"{program} is not there: run `scripts/setup e2e`"
    backend, nginx = Backend(), Nginx(program, tmp_path_factory.mktemp(f"nginx-{service}"))
    try:
        yield nginx.start(server, gateway.broker, service, backend), backend
    finally:
        nginx.stop()
        backend.stop()


@pytest.fixture(scope="module")
def orders(gateway, tmp_path_factory):
    yield from served(gateway, tmp_path_factory, "orders", documented_nginx()[0])


@pytest.fixture(scope="module")
def store(gateway, tmp_path_factory):
    yield from served(gateway, tmp_path_factory, "store", with_location(*documented_nginx()))


def reason(answer) -> dict:
    assert answer.status == 403, (answer.status, answer.body)
    return json.loads(answer.body)


def test_a_signed_request_passes_with_who_it_is(gateway, orders, clerk):
    nginx, backend = orders
    client = Client(nginx, clerk())
    answer = client.send(client.signed("GET", "/orders/a%20b?q=%2F&p=1"))
    assert answer.status == 200, answer.body
    received = backend.received[-1]
    assert (received.method, received.target) == ("GET", "/orders/a%20b?q=%2F&p=1")
    assert received.headers["x-sallyport-arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/Clerk/desk"
    assert received.headers["x-sallyport-account"] == ACCOUNT
    assert received.headers["x-sallyport-session-name"] == "desk"
    assert received.headers["x-sallyport-tag-team"] == "S%C3%BCd"
    # The service could use these as the client.
    assert "authorization" not in received.headers and "x-amz-security-token" not in received.headers
    record = [record for record in gateway.broker.audit_records() if record["eventName"] == "Authorize"][-1]
    assert record["userIdentity"]["arn"].endswith("assumed-role/Clerk/desk") and "errorCode" not in record
    assert record["requestParameters"]["path"] == "/orders/a%20b"


def test_a_body_goes_to_the_service_and_not_to_the_broker(orders, clerk):
    nginx, backend = orders
    client, body = Client(nginx, clerk()), b"x" * 500_000
    assert client.send(client.signed("PUT", "/orders/1", body), body).status == 200
    assert backend.received[-1].body == body
    assert client.send(client.signed("PUT", "/orders/1", declaring="UNSIGNED-PAYLOAD"), body).status == 200
    # What says that there is no body may bring none.
    bare = AWSRequest("PUT", f"http://{client.host}/orders/1")
    SigV4Auth(client.keys, client.service, REGION).add_auth(bare)
    assert client.send(bare).status == 200
    assert reason(client.send(bare, body))["code"] == "IncompleteSignature"


def test_what_policies_deny_is_refused_with_the_reason(orders, clerk):
    nginx, backend = orders
    client, before = Client(nginx, clerk()), len(backend.received)
    secret = reason(client.send(client.signed("GET", "/orders/secret")))
    assert secret["code"] == "AccessDenied" and "with an explicit deny in an identity-based policy" in secret["message"]
    assert "Secret" in secret["decidedBy"][0]
    assert reason(client.send(client.signed("GET", "/orders/%73ecret")))["code"] == "AccessDenied"
    missing = reason(client.send(client.signed("DELETE", "/orders/1")))
    assert "because no identity-based policy allows the execute-api:Invoke action" in missing["message"]
    assert "No rule" in reason(client.send(client.signed("GET", "/stock")))["message"]
    assert len(backend.received) == before


def test_who_has_not_signed_is_told_so(orders, clerk):
    client = Client(orders[0], clerk())
    request = client.signed("GET", "/orders/1")
    for name in list(request.headers):
        del request.headers[name]
    answer = client.send(request)
    assert answer.status == 401
    assert json.loads(answer.body)["code"] == "MissingAuthenticationToken"


def test_a_wrong_secret_is_refused(orders, clerk):
    given = clerk()
    wrong = Client(orders[0], Credentials(given.access_key_id, given.secret_access_key + "x", given.session_token))
    assert reason(wrong.send(wrong.signed("GET", "/orders/1")))["code"] == "SignatureDoesNotMatch"


@pytest.mark.parametrize("change", ["path", "query", "method", "header", "token"])
def test_a_changed_request_is_refused(orders, clerk, change):
    nginx, backend = orders
    client, before = Client(nginx, clerk()), len(backend.received)
    request = client.signed("GET", "/orders/1?a=1", headers={"X-Shop": "north"})
    if change == "path":
        request.url = request.url.replace("/orders/1", "/orders/2")
    elif change == "query":
        request.url = request.url.replace("a=1", "a=2")
    elif change == "method":
        request.method = "PUT"
    elif change == "header":
        request.headers.replace_header("X-Shop", "south")
    else:
        request.headers.replace_header("X-Amz-Security-Token", clerk("other").session_token)
    assert reason(client.send(request))["code"] in ("SignatureDoesNotMatch", "InvalidClientTokenId")
    assert len(backend.received) == before


@pytest.mark.parametrize("target", ["/orders/../stock", "/orders//1", "/orders/a%2fb", "/orders/%2e%2e/x"])
def test_a_path_that_can_be_read_in_two_ways_is_refused(orders, clerk, target):
    client = Client(orders[0], clerk())
    assert reason(client.send(client.signed("GET", target)))["code"] == "AmbiguousPath"


def test_a_presigned_url_ends(orders, clerk):
    client = Client(orders[0], clerk())
    short, long = (client.presigned("GET", "/orders/1?a=b", expires=seconds) for seconds in (2, 300))
    assert client.send(long).status == 200
    long.url = long.url.replace("a=b", "a=c")
    assert reason(client.send(long))["code"] == "SignatureDoesNotMatch"
    time.sleep(3.1)
    assert reason(client.send(short))["code"] == "RequestExpired"


def test_a_revoked_session_is_refused_within_a_second(gateway, orders, clerk):
    given = clerk("leaver")
    client = Client(orders[0], given)
    assert client.send(client.signed("GET", "/orders/1")).status == 200
    subprocess.run([str(executable()), "revoke", "session", given.access_key_id, "--force", "--config",
                    str(gateway.broker.configuration)], check=True, capture_output=True, text=True)
    time.sleep(1.1)
    assert reason(client.send(client.signed("GET", "/orders/1")))["code"] == "InvalidClientTokenId"


def test_nobody_says_himself_who_he_is(orders, clerk):
    nginx, backend = orders
    client = Client(nginx, clerk())
    forged = {name: "root" for name in ("X-Sallyport-Arn", "X-Sallyport-Account", "X-Sallyport-Session-Name",
                                        "X-Sallyport-Tag-Team")}
    assert client.send(client.signed("GET", "/orders/1"), more=forged).status == 200
    assert "root" not in backend.received[-1].headers.values()
    before = len(backend.received)
    assert reason(client.send(client.signed("GET", "/orders/1"), more={"X-Sallyport-Tag-Role": "root"}))[
        "code"] == "InvalidHeader"
    # What only proxies say.
    described = reason(client.send(client.signed("GET", "/orders/1"), more={"X-Forwarded-Uri": "/orders/2"}))
    assert described["code"] == "InvalidDescription"
    assert client.send(client.signed("GET", "/orders/1"), more={"X-Original-URI": "/orders/2"}).status == 200
    assert len(backend.received) == before + 1 and backend.received[-1].target == "/orders/1"


# A store with a key of its own

def s3_code(answer) -> str:
    assert answer.status == 403, (answer.status, answer.body)
    return ElementTree.fromstring(answer.body).findtext("Code")


def assert_signed_by_the_store_key(received) -> None:
    own, expected = received.signature_with(STORE_KEY, "s3")
    assert own == expected
    assert received.headers["host"] == "store.internal:8333"
    assert "x-amz-security-token" not in received.headers


def test_the_store_gets_requests_of_its_own_key(store, clerk):
    nginx, backend = store
    client, body = Client(nginx, clerk(), service="s3"), b"y" * 3_000_000
    request = client.signed("PUT", "/bucket/a%20b/%C3%BC?x-id=PutObject", body, {"X-Amz-Meta-Color": "blue"})
    assert client.send(request, body).status == 200
    received = backend.received[-1]
    assert received.target == "/bucket/a%20b/%C3%BC?x-id=PutObject" and received.body == body
    assert_signed_by_the_store_key(received)
    assert "x-amz-meta-color" in received.headers["authorization"]


def test_a_presigned_url_comes_to_the_store_without_its_signature(store, clerk):
    nginx, backend = store
    client = Client(nginx, clerk(), service="s3")
    assert client.send(client.presigned("GET", "/bucket/a?versionId=1", expires=60)).status == 200
    assert backend.received[-1].target == "/bucket/a?versionId=1"
    assert_signed_by_the_store_key(backend.received[-1])


def test_what_is_refused_never_comes_to_the_store(store, clerk):
    nginx, backend = store
    client, before = Client(nginx, clerk(), service="s3"), len(backend.received)
    assert s3_code(client.send(client.signed("GET", "/other/a"))) == "AccessDenied"
    streamed = client.signed("PUT", "/bucket/a", declaring="STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
    assert s3_code(client.send(streamed)) == "NotImplemented"
    wrong = Client(nginx, Credentials(client.credentials.access_key_id, "x", client.credentials.session_token),
                   service="s3")
    assert s3_code(wrong.send(wrong.signed("GET", "/bucket/a"))) == "SignatureDoesNotMatch"
    assert s3_code(client.send(client.signed("GET", "/bucket/a/../b"))) == "InvalidURI"
    assert len(backend.received) == before


def test_no_secret_is_in_the_records(gateway):
    text = gateway.broker.audit_file.read_text() + gateway.broker.server.log_tail(10_000)
    assert STORE_KEY.secret_key not in text and "X-Amz-Signature" not in text
