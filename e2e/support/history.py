"""What clients of several brokers were told, and whether all of it can be true."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class History:
    """Filled by many threads."""

    #: The access key ids that were given for a response.
    given: dict[str, list[str]] = field(default_factory=dict)
    #: Names of entities whose making was acknowledged.
    made: list[str] = field(default_factory=list)
    #: Answers by kind.
    answers: Counter = field(default_factory=Counter)
    #: Calls of sessions that should have been answered, and were not.
    broken_sessions: list[str] = field(default_factory=list)
    #: What no client should ever be told.
    odd: list[str] = field(default_factory=list)
    #: When something was given, in the order of answers.
    given_at: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, answer: str) -> None:
        with self._lock:
            self.answers[answer] += 1

    def give(self, response: str, access_key_id: str) -> None:
        with self._lock:
            self.given.setdefault(response, []).append(access_key_id)
            self.answers["given"] += 1
            self.given_at.append(time.monotonic())

    @property
    def longest_pause(self) -> float:
        """Seconds in which nothing was given, at most."""
        return max((later - sooner for sooner, later in zip(self.given_at, self.given_at[1:])), default=0)

    def make(self, name: str) -> None:
        with self._lock:
            self.made.append(name)
            self.answers["made"] += 1

    def break_session(self, why: str) -> None:
        with self._lock:
            self.broken_sessions.append(why)

    def wonder(self, what: str) -> None:
        with self._lock:
            self.odd.append(what)

    def faults(self, found: set[str], recorded: set[str]) -> list[str]:
        """What can't be: `found` are the entities that there are, `recorded` the access key ids of the audit trails."""
        faults = [f"a response was redeemed {len(keys)} times: {keys}"
                  for keys in self.given.values() if len(keys) > 1]
        faults += [f"{name} was acknowledged and is not there" for name in self.made if name not in found]
        faults += [f"{key} was given and is in no audit trail"
                   for keys in self.given.values() for key in keys if key not in recorded]
        faults += [f"a session was refused: {why}" for why in self.broken_sessions]
        return faults + self.odd

    def __str__(self) -> str:
        return ", ".join(f"{count} {answer}" for answer, count in sorted(self.answers.items()))
