"""Virtual MFA devices as boto3, an authenticator app of our own and the QR reader zbar see them."""

import base64
import hashlib
import hmac
import struct
import subprocess
import time
import urllib.parse

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from support.broker import ACCOUNT, Broker

PERIOD = 30


@pytest.fixture(scope="module")
def broker(sallyport, tmp_path_factory):
    """A broker without identity providers: users and devices need none."""
    broker = Broker(tmp_path_factory.mktemp("mfa"))
    broker.write_configuration(providers=[], roles=[])
    broker.make_key_ring()
    broker.start()
    yield broker
    broker.stop()


def client(broker, service, key_id, secret):
    return boto3.client(service, endpoint_url=broker.url, region_name="us-east-1", aws_access_key_id=key_id,
                        aws_secret_access_key=secret, config=Config(retries={"total_max_attempts": 1}))


@pytest.fixture(scope="module")
def iam(broker):
    root = broker.make_root_key(ACCOUNT)
    return client(broker, "iam", root.access_key_id, root.secret_access_key)


def password(seed: str, step: int) -> str:
    """RFC 6238, apart from the broker's own."""
    digest = hmac.new(base64.b32decode(seed), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack_from('>I', digest, offset)[0] & 0x7FFFFFFF) % 1_000_000:06}"


def read(image: bytes, directory) -> str:
    """The text of a QR code, by zbar."""
    file = directory / "code.png"
    file.write_bytes(image)
    return subprocess.run(["zbarimg", "--quiet", "--raw", str(file)], check=True, capture_output=True,
                          text=True).stdout.rstrip("\n")


@pytest.mark.parametrize("name", ["a", "alice+phone@example.org", "a" * 60, "+" * 60, "a" * 226, "+" * 226])
def test_qr_code_holds_the_seed(iam, tmp_path, name):
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]
    seed = device["Base32StringSeed"].decode()
    issuer = "Amazon%20Web%20Services"
    label = f"{issuer}:{urllib.parse.quote(name, safe='')}@{ACCOUNT}"
    assert read(device["QRCodePNG"], tmp_path) == f"otpauth://totp/{label}?secret={seed}&issuer={issuer}"
    iam.delete_virtual_mfa_device(SerialNumber=device["SerialNumber"])


def test_device_is_enabled_with_two_passwords_in_a_row(iam, broker):
    iam.create_user(UserName="alice")
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]
    seed, serial = device["Base32StringSeed"].decode(), device["SerialNumber"]
    step = int(time.time()) // PERIOD

    def enable(first, second):
        iam.enable_mfa_device(UserName="alice", SerialNumber=serial, AuthenticationCode1=password(seed, first),
                              AuthenticationCode2=password(seed, second))

    with pytest.raises(ClientError) as refused:
        enable(step, step - 1)
    assert refused.value.response["Error"]["Code"] == "InvalidAuthenticationCode"
    enable(step - 1, step)
    assert [listed["SerialNumber"] for listed in iam.list_mfa_devices(UserName="alice")["MFADevices"]] == [serial]
    with pytest.raises(ClientError) as refused:
        iam.delete_user(UserName="alice")
    assert refused.value.response["Error"]["Message"] == "Cannot delete entity, must delete MFA device first."

    records = broker.audit_file.read_text()
    assert '"EnableMFADevice"' in records
    assert seed not in records
    assert "authenticationCode" not in records


def test_inactive_key_is_refused_at_once(iam, broker):
    iam.create_user(UserName="bob")
    key = iam.create_access_key(UserName="bob")["AccessKey"]
    sts = client(broker, "sts", key["AccessKeyId"], key["SecretAccessKey"])
    assert sts.get_caller_identity()["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/bob"
    iam.update_access_key(UserName="bob", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    with pytest.raises(ClientError) as refused:
        sts.get_caller_identity()
    assert refused.value.response["Error"]["Code"] == "InvalidClientTokenId"
    iam.update_access_key(UserName="bob", AccessKeyId=key["AccessKeyId"], Status="Active")
    sts.get_caller_identity()
    assert iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]["ServiceName"] == "sts"
    assert key["SecretAccessKey"] not in broker.audit_file.read_text()
