"""An OpenID provider that a closed network has: its keys are in a file, and it makes tokens with them."""

import base64
import json
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def number(value: int) -> str:
    return encoded(value.to_bytes((value.bit_length() + 7) // 8, "big"))


class TokenIssuer:
    """Makes RS256 tokens for `audience`, of a CI job unless a claim says otherwise."""

    def __init__(self, url: str, audience: str, key_id: str = "key-1"):
        self.url, self.audience, self.key_id = url, audience, key_id
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def name(self) -> str:
        return self.url.removeprefix("https://")

    def keys(self) -> str:
        numbers = self.key.public_key().public_numbers()
        return json.dumps({"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.key_id,
                                     "n": number(numbers.n), "e": number(numbers.e)}]})

    def token(self, header: dict | None = None, **claims) -> str:
        now = int(time.time())
        payload = {"iss": self.url, "sub": "repo:acme/app:ref:refs/heads/main", "aud": self.audience, "iat": now,
                   "nbf": now, "exp": now + 600, **claims}
        payload = {name: value for name, value in payload.items() if value is not None}
        parts = [{"alg": "RS256", "typ": "JWT", "kid": self.key_id, **(header or {})}, payload]
        signed = ".".join(encoded(json.dumps(part).encode()) for part in parts)
        return f"{signed}.{encoded(self.key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"
