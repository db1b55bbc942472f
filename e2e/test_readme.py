"""The ten lines of the README that lead to a running broker, as they stand there but for the ports."""

import os
import re
import signal
import subprocess
import urllib.request

from support.broker import ROOT
from support.browser import Browser
from support.processes import free_port
from support.saml import AutoSubmitted
from test_running import eventually


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def test_ten_lines_are_a_running_broker(sallyport, tmp_path):
    lines = re.search(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)[1]
    assert len(lines.splitlines()) == 10
    port, idp_port = free_port(), free_port()
    script = lines.replace("8080", str(port)).replace("8081", str(idp_port)) \
        .replace("sallyport idp ", f"sallyport idp --listen 127.0.0.1:{idp_port} ")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SALLYPORT_")},
        "PATH": f"{sallyport.parent}:{os.environ['PATH']}", "SALLYPORT_LISTEN_PORT": str(port)}
    with (tmp_path / "log").open("wb") as log:
        # A session of its own, so that the IdP in the background ends with it.
        shell = subprocess.Popen(
            ["bash", "-eu", "-c", script], cwd=tmp_path, env=environment, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            eventually(lambda: answers(f"http://127.0.0.1:{port}/health"))
            browser = Browser()
            login = browser.get(f"http://127.0.0.1:{idp_port}/").form_with("username")
            posted = AutoSubmitted.found_on(browser.submit(login, username="alice"))
            page = browser.follow(browser.post(posted.action, posted.fields))
        finally:
            os.killpg(shell.pid, signal.SIGTERM)
            shell.wait(timeout=20)
    for shown in ("Administrator", "alice", "Expires"):
        assert shown in page.text
