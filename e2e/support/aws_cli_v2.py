"""Debian's `aws`, which is version 2 of the AWS CLI; what PyPI has is version 1."""

import functools
import json
import re
import subprocess
from pathlib import Path

from .broker import ROOT
from .browser import Browser
from .identity_center import Center

#: `aws` in the search path may be any.
PROGRAM = Path("/usr/bin/aws")
PATIENCE = 180
NEW, OLD = "The AWS CLI and SDKs", "An AWS CLI before 2.13"


@functools.cache
def version() -> tuple[int, ...]:
    """Its version; FileNotFoundError when it is missing."""
    if not PROGRAM.exists():
        raise FileNotFoundError(f"{PROGRAM} is not there: run `scripts/setup e2e`")
    said = subprocess.run([str(PROGRAM), "--version"], check=True, capture_output=True, text=True, timeout=PATIENCE)
    return tuple(int(number) for number in re.match(r"aws-cli/([\d.]+)", said.stdout)[1].split("."))


def documented(heading: str, language: str) -> str:
    """The first block of that language below a heading of docs/command-line.md."""
    page = (ROOT / "docs" / "command-line.md").read_text()
    section = re.search(rf"^## {heading}\n(.*?)^## ", page, re.S | re.M)[1]
    return re.search(rf"^```{language}\n(.*?)^```", section, re.S | re.M)[1]


class AWS:
    """The command of a person whose home directory is set up as docs/command-line.md says."""

    def __init__(self, url: str, home: Path):
        self.url, self.home = url, home
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "LC_ALL": "C.UTF-8", "AWS_PAGER": "",
                            "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1"}
        self.environment["AWS_DATA_PATH"] = subprocess.run(
            ["sh", "-ec", f"{self._here(OLD, 'sh')}printf %s \"$AWS_DATA_PATH\""], env=self.environment, check=True,
            capture_output=True, text=True).stdout
        self.add_to_configuration(self._here(NEW, "ini") + self._here(OLD, "ini"))

    def _here(self, heading: str, language: str) -> str:
        return documented(heading, language).replace("https://broker.example.com", self.url)

    def add_to_configuration(self, text: str) -> None:
        with (self.home / ".aws" / "config").open("a") as file:
            file.write(f"{text}\n")

    def run(self, *arguments: str) -> subprocess.CompletedProcess:
        try:
            return self._run(*arguments, timeout=PATIENCE / 3)
        except subprocess.TimeoutExpired:
            # Seen once on a busy machine: it had printed its answer, and did not end.
            return self._run(*arguments, timeout=PATIENCE)

    def _run(self, *arguments: str, timeout: float) -> subprocess.CompletedProcess:
        return subprocess.run([str(PROGRAM), *arguments], env=self.environment, cwd=self.home, timeout=timeout,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)

    def __call__(self, *arguments: str) -> dict:
        ended = self.run(*arguments, "--output", "json")
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    def fails(self, *arguments: str) -> str:
        ended = self.run(*arguments)
        assert ended.returncode in (253, 254, 255), (ended.returncode, ended.stdout, ended.stderr)
        return ended.stderr

    def login(self, center: Center, browser: Browser, profile: str, answer: str = "allow") -> tuple[int, str]:
        """Has somebody answer at the link that the command prints; how the command ends, and what it has said."""
        line = [str(PROGRAM), "sso", "login", "--no-browser", "--profile", profile]
        if version() >= (2, 22):
            line.append("--use-device-code")
        with subprocess.Popen(line, env=self.environment, cwd=self.home, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            said = ""
            while not (link := re.search(r"^(https?://\S+/device\?user_code=(\S+))\n", said, re.M)):
                read = process.stdout.readline()
                assert read, said
                said += read
            question = center.question(browser, link[1])
            assert link[2] in question.text and f"\n{link[2]}\n" in said
            assert browser.submit(question.form_with("formToken"), answer=answer).status == 200
            said += process.stdout.read()
            return process.wait(timeout=PATIENCE), said

    def cached(self, kind: str, member: str) -> list[Path]:
        """Files that have the member, of those that the command keeps: of `sso` or of `cli`."""
        folder = self.home / ".aws" / kind / "cache"
        return [file for file in folder.glob("*") if member in json.loads(file.read_text())]
