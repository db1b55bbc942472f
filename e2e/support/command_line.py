"""The `aws` command."""

import json
import os
import subprocess
import sys
from pathlib import Path

from .accounts import REGION
from .broker import Credentials


class CommandLine:
    """`aws` with the keys of somebody; a failure is an exception with what the command said."""

    def __init__(self, url: str, credentials: Credentials | None, directory: Path):
        self.directory = directory
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(directory), "AWS_ENDPOINT_URL": url,
            "AWS_DEFAULT_REGION": REGION, "AWS_MAX_ATTEMPTS": "1", "AWS_EC2_METADATA_DISABLED": "true", "AWS_PAGER": "",
        }
        if credentials is not None:
            self.environment |= {"AWS_ACCESS_KEY_ID": credentials.access_key_id,
                                 "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key}
            if credentials.session_token:
                self.environment["AWS_SESSION_TOKEN"] = credentials.session_token

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        command = Path(sys.executable).with_name("aws")
        return subprocess.run([str(command), *arguments, "--output", "json"], env=self.environment,
                              capture_output=True, text=True, cwd=self.directory)

    def __call__(self, *arguments: str) -> dict:
        ended = self.run(*arguments)
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout) if ended.stdout.strip() else {}

    def fails(self, *arguments: str) -> str:
        ended = self.run(*arguments)
        assert ended.returncode in (254, 255), (ended.returncode, ended.stdout, ended.stderr)
        return ended.stderr
