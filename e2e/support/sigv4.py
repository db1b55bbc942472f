"""Signature Version 4 of one POST, by the book, apart from the Swift code: the two cannot share a mistake."""

import datetime
import hashlib
import hmac
import urllib.parse


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def signed_headers(
    url: str, body: bytes, access_key_id: str, secret_access_key: str, session_token: str | None,
    at: datetime.datetime, region: str = "us-east-1", service: str = "sts",
    more: dict[str, str] | None = None,
) -> dict[str, str]:
    """Headers for a form POST of `body` to `url` (path `/`, no query); without a token for a long-term key; `more` are signed
    as well."""
    timestamp = at.strftime("%Y%m%dT%H%M%SZ")
    headers = {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "host": urllib.parse.urlsplit(url).netloc,
        "x-amz-date": timestamp,
        **({"x-amz-security-token": session_token} if session_token else {}),
        **(more or {}),
    }
    names = ";".join(sorted(headers))
    canonical = "\n".join(
        ["POST", "/", "", *(f"{name}:{headers[name]}" for name in sorted(headers)), "", names,
         hashlib.sha256(body).hexdigest()]
    )
    scope = f"{timestamp[:8]}/{region}/{service}/aws4_request"
    to_sign = "\n".join(["AWS4-HMAC-SHA256", timestamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{secret_access_key}".encode()
    for part in (timestamp[:8], region, service, "aws4_request"):
        key = _hmac(key, part)
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    del headers["host"]  # the HTTP client writes it
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={access_key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    )
    return headers
