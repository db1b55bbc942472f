"""One-time passwords by RFC 6238, apart from the Swift code: the two cannot share a mistake."""

import base64
import hashlib
import hmac
import struct
import time

STEP = 30


class Authenticator:
    """The app on a user's telephone: gives each time step's password at most once."""

    def __init__(self, base32_seed: bytes):
        self._seed = base64.b32decode(base32_seed)
        self._next: int | None = None

    def password(self, step: int) -> str:
        digest = hmac.new(self._seed, struct.pack(">Q", step), hashlib.sha1).digest()
        offset = digest[-1] & 0x0F
        number = struct.unpack(">I", digest[offset:offset + 4])[0] & 0x7FFFFFFF
        return f"{number % 1_000_000:06d}"

    def passwords(self) -> tuple[str, str]:
        """Two in a row, the last but one and the last, as a device is enabled with."""
        now = int(time.time()) // STEP
        self._next = now + 1
        return self.password(now - 1), self.password(now)

    def next(self) -> str:
        """One that was not used yet: of the step after this one at most, which is taken as well; until then it waits."""
        step = max(self._next or 0, int(time.time()) // STEP)
        time.sleep(max((step - 1) * STEP - time.time(), 0))
        self._next = step + 1
        return self.password(step)

    def wrong(self) -> str:
        """A password of no step nearby."""
        now = int(time.time()) // STEP
        near = {self.password(step) for step in range(now - 200, now + 200)}
        return next(f"{number:06d}" for number in range(1_000_000) if f"{number:06d}" not in near)
