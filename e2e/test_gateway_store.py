"""A real store, SeaweedFS, behind nginx and the broker, as boto3 and the AWS CLI use it."""

import datetime
import hashlib
import io
import os
import subprocess
import time
import urllib.error
import urllib.request

import botocore.auth
import pytest
from botocore.compat import get_current_datetime
from botocore.exceptions import ClientError

from conftest import WORK
from support.accounts import Site, allow, credentials_of, deny, document, trust
from support.broker import ACCOUNT, Broker, Credentials, Provider, executable, provider_arn, role_arn
from support.clock import ShiftedClock
from support.command_line import CommandLine
from support.gateway import Client, Nginx, documented_nginx, with_location
from support.simplesamlphp import ASSERTION_SIGNED
from support.store import STORE_SECRET, SeaweedFS, client, guard

BUCKET = "arn:aws:s3:::films"
KEYS = ["plain.txt", "a b/c  d.txt", "ü/ñ/日本語 🎞.mov", "1+1=2.txt", "100%.txt", "%41.txt", "a&b=c;d.txt", "q?x#y.txt",
        "quote'\"<>.xml", "(a)!~*$@,:[]{}|^`.txt", "a/b.c/...d"]


@pytest.fixture(scope="module")
def clock(tmp_path_factory):
    return ShiftedClock(tmp_path_factory.mktemp("clock"))


@pytest.fixture(scope="module")
def guarded(sallyport, simplesamlphp, clock, tmp_path_factory):
    """A broker that guards a store, whose users sign in at SimpleSAMLphp."""
    broker = Broker(tmp_path_factory.mktemp("guarded"), environment=clock.environment)
    broker.write_configuration(providers=[Provider("story", simplesamlphp.metadata_url)], roles=[])
    guard(broker)
    broker.make_key_ring()
    broker.start()
    yield Site(broker)
    broker.stop()


@pytest.fixture(scope="module")
def root(guarded):
    return guarded.identity(guarded.broker.make_root_key(ACCOUNT), "root")


@pytest.fixture(scope="module")
def session(guarded, root):
    """Makes sessions of a role that may do everything with one bucket but with what is below one prefix."""
    role = root.iam.create_role(RoleName="Editor", AssumeRolePolicyDocument=trust(
        {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}))["Role"]["Arn"]
    root.iam.put_role_policy(RoleName="Editor", PolicyName="films", PolicyDocument=document(
        allow("s3:*", [BUCKET, f"{BUCKET}/*"]), allow("s3:ListAllMyBuckets"),
        {**deny("s3:*", f"{BUCKET}/masters/*"), "Sid": "Masters"}))
    root.iam.create_user(UserName="ana")
    root.iam.put_user_policy(UserName="ana", PolicyName="assume", PolicyDocument=document(allow("sts:AssumeRole")))
    key = root.iam.create_access_key(UserName="ana")["AccessKey"]
    ana = guarded.identity(Credentials(key["AccessKeyId"], key["SecretAccessKey"]), "ana")

    def make(name: str = "cutter") -> Credentials:
        return credentials_of(ana.sts.assume_role(RoleArn=role, RoleSessionName=name))
    return make


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = SeaweedFS(tmp_path_factory.mktemp("seaweedfs") / "store")
    try:
        yield store.start()
    finally:
        store.stop()


@pytest.fixture(scope="module")
def nginx(guarded, store, tmp_path_factory):
    """nginx with the configuration of docs/gateway.md in front of the store."""
    nginx = Nginx(WORK / "nginx" / "nginx", tmp_path_factory.mktemp("nginx"))
    try:
        yield nginx.start(with_location(*documented_nginx()), guarded.broker, "store", store, host="127.0.0.1")
    finally:
        nginx.stop()


@pytest.fixture(scope="module")
def editor(nginx, session):
    """boto3 with a session, and its bucket."""
    s3 = client(nginx.url, session())
    s3.create_bucket(Bucket="films")
    return s3


@pytest.fixture(scope="module")
def behind(store):
    """boto3 with the store's own key, past the broker."""
    return client(f"http://127.0.0.1:{store.port}", Credentials("GATEWAYKEY", STORE_SECRET))


def refusal(call, **parameters) -> tuple[str, str]:
    with pytest.raises(ClientError) as raised:
        call(**parameters)
    answer = raised.value.response
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 403, answer
    return answer["Error"]["Code"], answer["Error"]["Message"]


def test_buckets(editor):
    editor.head_bucket(Bucket="films")
    assert "films" in [bucket["Name"] for bucket in editor.list_buckets()["Buckets"]]
    assert refusal(editor.create_bucket, Bucket="others")[0] == "AccessDenied"


@pytest.mark.parametrize("key", KEYS)
def test_keys_of_every_kind(editor, behind, key):
    body = key.encode() * 3
    editor.put_object(Bucket="films", Key=key, Body=body, Metadata={"color": "blue"})
    got = editor.get_object(Bucket="films", Key=key)
    assert got["Body"].read() == body and got["Metadata"] == {"color": "blue"}
    assert editor.head_object(Bucket="films", Key=key)["ContentLength"] == len(body)
    # The store has it by the same key.
    assert behind.get_object(Bucket="films", Key=key)["Body"].read() == body
    assert [one["Key"] for one in editor.list_objects_v2(Bucket="films", Prefix=key)["Contents"]] == [key]
    editor.copy_object(Bucket="films", Key=f"copy/{key}", CopySource={"Bucket": "films", "Key": key})
    assert editor.get_object(Bucket="films", Key=f"copy/{key}", Range="bytes=1-3")["Body"].read() == body[1:4]
    for made in (key, f"copy/{key}"):
        editor.delete_object(Bucket="films", Key=made)
    assert "Contents" not in behind.list_objects_v2(Bucket="films", Prefix=key)


def test_lists(editor):
    made = [f"list/{folder}/{number}.txt" for folder in ("a b", "ü+") for number in range(3)]
    for key in made:
        editor.put_object(Bucket="films", Key=key, Body=b"x")
    assert [one["Key"] for one in editor.list_objects(Bucket="films", Prefix="list/")["Contents"]] == made
    folders = editor.list_objects_v2(Bucket="films", Prefix="list/", Delimiter="/")
    assert [one["Prefix"] for one in folders["CommonPrefixes"]] == ["list/a b/", "list/ü+/"]
    pages = editor.get_paginator("list_objects_v2").paginate(
        Bucket="films", Prefix="list/", PaginationConfig={"PageSize": 2})
    assert [one["Key"] for page in pages for one in page["Contents"]] == made


def test_large_object_in_parts(editor, behind):
    body = os.urandom(64 << 20)
    editor.upload_fileobj(io.BytesIO(body), "films", "large")
    assert behind.head_object(Bucket="films", Key="large")["ContentLength"] == len(body)
    got = io.BytesIO()
    editor.download_fileobj("films", "large", got)
    assert hashlib.sha256(got.getvalue()).digest() == hashlib.sha256(body).digest()
    # A part that is a copy, and an upload that is given up.
    upload = editor.create_multipart_upload(Bucket="films", Key="part")["UploadId"]
    part = editor.upload_part_copy(Bucket="films", Key="part", UploadId=upload, PartNumber=1, CopySource="films/large",
                                   CopySourceRange="bytes=0-5242879")["CopyPartResult"]
    assert [one["PartNumber"] for one in editor.list_parts(Bucket="films", Key="part", UploadId=upload)["Parts"]] == [1]
    editor.complete_multipart_upload(Bucket="films", Key="part", UploadId=upload, MultipartUpload={
        "Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]})
    assert editor.get_object(Bucket="films", Key="part")["Body"].read() == body[:5242880]
    given_up = editor.create_multipart_upload(Bucket="films", Key="given up")["UploadId"]
    editor.abort_multipart_upload(Bucket="films", Key="given up", UploadId=given_up)


def test_a_body_in_chunks_with_a_checksum_behind(nginx, session, editor, behind):
    """As clients send it over TLS; chunks that are signed one after the other are refused."""
    one = Client(nginx, session(), host="127.0.0.1", service="s3")
    body = b"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n"
    headers = {"Content-Encoding": "aws-chunked", "X-Amz-Decoded-Content-Length": "5",
               "X-Amz-Trailer": "x-amz-checksum-crc32"}
    request = one.signed("PUT", "/films/trailer", headers=headers, declaring="STREAMING-UNSIGNED-PAYLOAD-TRAILER")
    answer = one.send(request, body)
    assert answer.status == 200, answer.body
    assert behind.get_object(Bucket="films", Key="trailer")["Body"].read() == b"hello"
    signed = one.signed("PUT", "/films/trailer", headers=headers, declaring="STREAMING-AWS4-HMAC-SHA256-PAYLOAD")
    refused = one.send(signed, body)
    assert refused.status == 403 and b"<Code>NotImplemented</Code>" in refused.body


def opened(url: str, method: str = "GET", body: bytes | None = None) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data=body, method=method)) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


@pytest.mark.parametrize("key", ["presigned.txt", "ü b+c%/&=.txt"])
def test_presigned_urls(nginx, session, editor, key):
    s3 = client(nginx.url, session(), signature_version="s3v4")
    at = {"Bucket": "films", "Key": key}
    put = s3.generate_presigned_url("put_object", at, ExpiresIn=60)
    assert opened(put, "PUT", b"by anybody")[0] == 200
    get = s3.generate_presigned_url("get_object", {**at, "ResponseContentType": "text/x-film"}, ExpiresIn=60)
    assert opened(get) == (200, b"by anybody")
    # It is good for nothing else.
    assert b"SignatureDoesNotMatch" in opened(get, "DELETE")[1]
    assert b"SignatureDoesNotMatch" in opened(get.replace("text%2Fx-film", "text%2Fhtml"))[1]
    assert b"SignatureDoesNotMatch" in opened(get.replace("/films/", "/masters/"))[1]
    masters = s3.generate_presigned_url("get_object", {"Bucket": "films", "Key": "masters/a"}, ExpiresIn=60)
    assert b"<Code>AccessDenied</Code>" in opened(masters)[1]
    editor.delete_object(**at)
    assert opened(get)[0] == 404


def test_what_is_denied_is_denied_with_the_reason(editor, behind):
    behind.put_object(Bucket="films", Key="masters/a", Body=b"secret")
    at = {"Bucket": "films", "Key": "masters/a"}
    for call, more in ((editor.get_object, {}), (editor.put_object, {"Body": b"x"}), (editor.delete_object, {})):
        code, message = refusal(call, **at, **more)
        assert code == "AccessDenied" and "with an explicit deny in an identity-based policy" in message, message
        assert "assumed-role/Editor/cutter is not authorized to perform: s3:" in message
    # By another name, through a copy, and in a list of keys.
    assert refusal(editor.copy_object, Bucket="films", Key="mine", CopySource="films/masters/a")[0] == "AccessDenied"
    assert refusal(editor.delete_objects, Bucket="films", Delete={"Objects": [{"Key": "masters/a"}]})[0] == (
        "AccessDenied")
    # SeaweedFS takes the second and the third for masters/a.
    for other in ("x/../masters/a", "masters\\a", "masters//a"):
        assert refusal(editor.get_object, Bucket="films", Key=other)[0] == "InvalidURI"
        assert refusal(editor.copy_object, Bucket="films", Key="mine", CopySource=f"films/{other}")[0] == "InvalidURI"
    missing = refusal(editor.list_objects_v2, Bucket="others")
    assert missing[0] == "AccessDenied" and "no identity-based policy allows the s3:ListBucket action" in missing[1]
    assert behind.get_object(**at)["Body"].read() == b"secret"


def test_what_proves_nothing_is_refused(nginx, store, session, editor):
    given = session()
    wrong = Credentials(given.access_key_id, given.secret_access_key + "x", given.session_token)
    assert refusal(client(nginx.url, wrong).list_buckets)[0] == "SignatureDoesNotMatch"
    other = Credentials(given.access_key_id, given.secret_access_key, session("other").session_token)
    assert refusal(client(nginx.url, other).list_buckets)[0] in ("InvalidAccessKeyId", "SignatureDoesNotMatch")
    # The session is nothing to the store, nor the store's key to the broker.
    with pytest.raises(ClientError):
        client(f"http://127.0.0.1:{store.port}", given).list_buckets()
    assert refusal(client(nginx.url, Credentials("GATEWAYKEY", STORE_SECRET)).list_buckets)[0] == "InvalidAccessKeyId"

    one = Client(nginx, given, host="127.0.0.1", service="s3")
    request = one.signed("PUT", "/films/changed", b"body", {"X-Amz-Meta-Color": "blue"})
    request.headers.replace_header("X-Amz-Meta-Color", "red")
    assert b"<Code>SignatureDoesNotMatch</Code>" in one.send(request, b"body").body
    # A header that is not signed is not signed anew for the store either without a policy that allows what it does.
    unsigned = one.signed("PUT", "/films/changed", b"")
    assert one.send(unsigned, more={"X-Amz-Copy-Source": "films/masters/a"}).status == 403


def test_a_revoked_session_is_refused_within_a_second(guarded, nginx, session, editor):
    given = session("leaver")
    s3 = client(nginx.url, given)
    s3.list_objects_v2(Bucket="films")
    subprocess.run([str(executable()), "revoke", "session", given.access_key_id, "--force", "--config",
                    str(guarded.broker.configuration)], check=True, capture_output=True, text=True)
    time.sleep(1.1)
    assert refusal(s3.list_objects_v2, Bucket="films")[0] == "InvalidAccessKeyId"


def test_a_session_that_is_over_is_refused(nginx, session, editor, clock, monkeypatch):
    s3 = client(nginx.url, session())
    s3.list_objects_v2(Bucket="films")
    an_hour = datetime.timedelta(hours=1, seconds=70)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: get_current_datetime() + an_hour)
    clock.shift(int(an_hour.total_seconds()))
    try:
        assert refusal(s3.list_objects_v2, Bucket="films")[0] == "ExpiredToken"
    finally:
        clock.shift(0)


def test_the_aws_command(nginx, session, editor, tmp_path):
    aws = CommandLine(nginx.url, session("terminal"), tmp_path)
    file = tmp_path / "Film ü.mov"
    file.write_bytes(os.urandom(9 << 20))

    def s3(*arguments: str) -> str:
        ended = aws.run("s3", *arguments)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout
    s3("cp", str(file), "s3://films/cli/")
    assert "Film ü.mov" in s3("ls", "s3://films/cli/")
    s3("cp", "s3://films/cli/Film ü.mov", "back")
    assert (tmp_path / "back").read_bytes() == file.read_bytes()
    s3("mv", "s3://films/cli/Film ü.mov", "s3://films/cli/other")
    # Without this, the URL would be signed with version 2 in this region.
    assert aws.run("configure", "set", "default.s3.signature_version", "s3v4").returncode == 0
    assert opened(s3("presign", "s3://films/cli/other").strip()) == (200, file.read_bytes())
    assert aws("s3api", "head-object", "--bucket", "films", "--key", "cli/other")["ContentLength"] == 9 << 20
    denied = aws.fails("s3api", "get-object", "--bucket", "films", "--key", "masters/a", "x")
    assert "(AccessDenied)" in denied and "with an explicit deny in an identity-based policy" in denied
    s3("rm", "s3://films/cli/other")
    assert "other" not in s3("ls", "s3://films/cli/")


def test_from_the_login_page_to_an_object(guarded, root, nginx, simplesamlphp, editor):
    """A user of SimpleSAMLphp logs in, gets a role, and writes an object below the prefix of her team."""
    broker = guarded.broker
    trusted = document({"Effect": "Allow", "Principal": {"Federated": provider_arn("story")},
                        "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession", "sts:SetSourceIdentity"],
                        "Condition": {"StringEquals": {"saml:aud": broker.acs}}})
    root.iam.create_role(RoleName="StoryEngineer", AssumeRolePolicyDocument=trusted)
    root.iam.put_role_policy(RoleName="StoryEngineer", PolicyName="team", PolicyDocument=document(
        allow(["s3:PutObject", "s3:GetObject"], f"{BUCKET}/${{aws:PrincipalTag/Team}}/*")))
    simplesamlphp.trust(broker.entity_id, broker.acs, ASSERTION_SIGNED)
    posted = simplesamlphp.sign_in("erin", broker.entity_id)
    erin = client(nginx.url, broker.assume_role_with_saml(
        posted.response, role_arn("StoryEngineer"), provider_arn("story")))
    erin.put_object(Bucket="films", Key="video/cut 1.mov", Body=b"cut")
    assert erin.get_object(Bucket="films", Key="video/cut 1.mov")["Body"].read() == b"cut"
    assert refusal(erin.get_object, Bucket="films", Key="sound/cut 1.wav")[0] == "AccessDenied"
    record = [one for one in broker.audit_records() if one["eventName"] == "Authorize"][-2]
    assert record["userIdentity"]["arn"].endswith("assumed-role/StoryEngineer/erin"), record


def test_the_stores_secret_is_in_no_record(guarded):
    text = guarded.broker.audit_file.read_text() + guarded.broker.server.log_tail(10_000)
    assert STORE_SECRET not in text and "X-Amz-Signature" not in text
