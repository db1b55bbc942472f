"""Programs of others that ask IAM and STS, each from PyPI with what it needs in an environment of its own."""

import os
import subprocess
from pathlib import Path

from .accounts import REGION
from .broker import ROOT, WORK, Credentials

#: Files for these programs, and lists of what their environments have.
FILES = ROOT / "e2e" / "clients"
#: Where `scripts/setup clients` makes the environments.
ENVIRONMENTS = WORK / "clients"
#: Seconds for one run of a program.
PATIENCE = 900


class Client:
    """A program with the keys of somebody; every service of AWS is the broker for it."""

    def __init__(self, name: str, url: str, credentials: Credentials, directory: Path):
        self.programs = ENVIRONMENTS / name / "bin"
        if not self.programs.is_dir():
            raise FileNotFoundError(f"{self.programs} is not there: run `scripts/setup clients`")
        self.directory = directory
        self.environment = {
            "PATH": f"{self.programs}:{os.environ['PATH']}", "HOME": str(directory), "LC_ALL": "C.UTF-8",
            "AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": REGION, "AWS_REGION": REGION, "AWS_MAX_ATTEMPTS": "1",
            "AWS_EC2_METADATA_DISABLED": "true", "AWS_PAGER": "",
            "AWS_ACCESS_KEY_ID": credentials.access_key_id, "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
        }

    def run(self, program: str, *arguments: str, succeeds: tuple[int, ...] = (0,), **environment: str) -> str:
        """What it says; the test fails when it ends otherwise than it should, or met what is not offered."""
        ended = subprocess.run(
            [str(self.programs / program), *arguments], env=self.environment | environment, cwd=self.directory,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
        output = ended.stdout + ended.stderr
        assert ended.returncode in succeeds, f"{program} ended with {ended.returncode}:\n{output[-6000:]}"
        return output
