"""`sallyport backup` while users sign in, and `sallyport restore`: nothing that was used works again."""

import shutil
import subprocess
import threading
import time

import pytest

from support.broker import Broker, Provider, Role, executable, provider_arn, role_arn
from support.development_idp import DevelopmentIdP

ROLE, PROVIDER = role_arn("Administrator"), provider_arn("development")


def run(*arguments: str, status: int = 0) -> subprocess.CompletedProcess:
    result = subprocess.run([str(executable()), *arguments], capture_output=True, text=True)
    assert result.returncode == status, f"{arguments}: {result.returncode}\n{result.stdout}{result.stderr}"
    return result


@pytest.fixture
def world(sallyport, tmp_path):
    broker = Broker(tmp_path / "broker")
    broker.directory.mkdir()
    idp = DevelopmentIdP(tmp_path / "idp", {"alice": [(ROLE, PROVIDER)]})
    with idp.start(acs=broker.acs, audience=broker.entity_id):
        broker.write_configuration(
            providers=[Provider("development", idp.metadata_url)], roles=[Role("Administrator", ["development"])])
        broker.make_key_ring()
        broker.start()
        yield broker, idp
        broker.stop()


class Load:
    """Users who sign in one after the other, until it is enough."""

    def __init__(self, broker: Broker, idp: DevelopmentIdP):
        self.broker, self.idp = broker, idp
        self.used: list[str] = []
        self.faults: list[Exception] = []
        self._enough = threading.Event()
        self._threads = [threading.Thread(target=self._sign_in) for _ in range(3)]

    def _sign_in(self) -> None:
        while not self._enough.is_set():
            try:
                response = self.idp.sign_in("alice").response
                self.broker.assume_role_with_saml(response, ROLE, PROVIDER)
                self.used.append(response)
            except Exception as error:
                self.faults.append(error)
                return

    def __enter__(self) -> "Load":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        for thread in self._threads:
            thread.join()


def test_backup_under_load_and_restore(world, tmp_path):
    broker, idp = world
    config = ["--config", str(broker.configuration)]
    copies = [tmp_path / f"copy-{number}.sqlite" for number in range(3)]
    with Load(broker, idp) as load:
        for copy in copies:
            time.sleep(0.5)
            shown = run("backup", *config, "--out", str(copy))
            assert "one-time uses" in shown.stdout and "keyring.json" in shown.stderr
            assert copy.stat().st_mode & 0o777 == 0o600
        time.sleep(0.5)
    assert load.faults == [] and len(load.used) > 5

    # A copy is never overwritten, and a store neither.
    assert "File exists" in run("backup", *config, "--out", str(copies[0]), status=2).stderr
    assert "is there already" in run("restore", str(copies[0]), *config, status=2).stderr

    unused = idp.sign_in("alice").response
    assert broker.stop() == 0
    shutil.move(broker.directory / "data", broker.directory / "lost")
    restored = run("restore", str(copies[0]), *config)
    assert "every response that was issued until now is refused" in restored.stdout
    broker.start()
    # Those that were used after the copy, and one that never was: issued before the restore, all are refused.
    for response in [load.used[0], load.used[-1], unused]:
        with pytest.raises(Exception, match="IDPRejectedClaim|InvalidIdentityToken|ExpiredToken|redeemed"):
            broker.assume_role_with_saml(response, ROLE, PROVIDER)
    names = [record["eventName"] for record in broker.audit_records()]
    assert names.count("BackUpStore") == 3 and names.count("RestoreStore") == 1


def test_what_is_no_copy_is_refused(world, tmp_path):
    broker, _ = world
    config = ["--config", str(broker.configuration)]
    broker.stop()
    shutil.move(broker.directory / "data", broker.directory / "lost")
    (tmp_path / "foreign").write_bytes(b"A" * 10_000)
    run("restore", str(tmp_path / "foreign"), *config, status=2)
    run("restore", str(tmp_path / "nothing"), *config, status=2)
    assert not (broker.directory / "data" / "sallyport.sqlite").exists()
