"""What `make deb` packs, made of the binary under test: man pages, completions, the bill of materials, the package itself."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from jsonschema import Draft202012Validator

from support.broker import ROOT, Broker

SCRIPTS = ROOT / "scripts"


def run(*command: object, **more) -> subprocess.CompletedProcess:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **more)
    assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done


def test_version_names_commit_and_build(sallyport):
    shown = run(sallyport, "--version").stdout.strip()
    assert re.fullmatch(r"\d+\.\d+\.\d+ \((commit [0-9a-f]{12}(-changed)?, )?(release|debug) build, \w+\)", shown), shown


# The schema


def schema(sallyport) -> Draft202012Validator:
    document = json.loads(run(sallyport, "config", "schema").stdout)
    Draft202012Validator.check_schema(document)
    assert document == json.loads((ROOT / "docs/sallyport.schema.json").read_text())
    return Draft202012Validator(document)


def test_schema_takes_what_the_broker_takes(sallyport):
    validator = schema(sallyport)
    page = (ROOT / "docs/configuration.md").read_text()
    full = re.search(r"^## A full example\n+```yaml\n(.*?)^```", page, re.S | re.M)[1]
    for text in (full, (ROOT / "deploy/sallyport.yaml").read_text()):
        assert list(validator.iter_errors(yaml.safe_load(text))) == []


@pytest.mark.parametrize("change", [
    {"listne": {}}, {"listen": {"port": 65536}}, {"listen": {"port": "x"}}, {"store": "disk"}, {"publicURL": "ftp://a"},
    {"accounts": [{"id": "1"}]}, {"accounts": [{"alias": "a"}]}, {"accounts": {}}, {"keyRing": ""},
    {"audit": {"stdout": "perhaps"}}, {"relyingParties": [{"name": "a", "audience": "b", "claims": {"c": "d"}}]},
])
def test_schema_marks_faults(sallyport, change):
    good = yaml.safe_load((ROOT / "deploy/sallyport.yaml").read_text())
    assert list(schema(sallyport).iter_errors(good)) == []
    assert list(schema(sallyport).iter_errors(good | change)) != []


# Man pages and completions


def test_man_pages_read_well(sallyport, tmp_path):
    run(SCRIPTS / "man-pages", sallyport, tmp_path)
    pages = {page.name for page in tmp_path.iterdir()}
    assert pages >= {"sallyport.1", "sallyport-serve.1", "sallyport-config-explain.1", "sallyport.yaml.5"}
    man = shutil.which("man") or pytest.skip("no man here")
    for page in sorted(tmp_path.iterdir()):
        judged = run(man, "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", page, env={**os.environ, "LC_ALL": "C.UTF-8"})
        assert judged.stderr == "", page.name
    shown = run(man, "-l", tmp_path / "sallyport-serve.1", env={**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "100"}).stdout
    assert "--check" in shown and "sallyport serve --config sallyport.yaml" in shown


def test_completions_are_shell(sallyport, tmp_path):
    for shell in ("bash", "zsh", "fish"):
        script = run(sallyport, "--generate-completion-script", shell).stdout
        assert "serve" in script and "config" in script
        if program := shutil.which(shell):
            file = tmp_path / shell
            file.write_text(script)
            run(program, "-n", file)


# The bill of materials


@pytest.fixture(scope="module")
def bill(sallyport) -> dict:
    text = run(SCRIPTS / "sbom", sallyport).stdout
    assert JsonStrictValidator(SchemaVersion.V1_5).validate_str(text) is None
    return json.loads(text)


def test_bill_names_what_is_in_it(bill):
    resolved = json.loads((ROOT / "Package.resolved").read_text())["pins"]
    names = {component["name"] for component in bill["components"]}
    assert names >= {pin["identity"] for pin in resolved}
    assert names >= {"libxml2", "libxmlsec1", "libssl3", "libsqlite3-0", "libc6", "swift-runtime"}
    assert len({component["bom-ref"] for component in bill["components"]}) == len(bill["components"])


# The package


@pytest.fixture(scope="module")
def unpacked(sallyport, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("deb")
    package = run(SCRIPTS / "deb", sallyport, "--out", folder, "--fast").stdout.strip()
    run("dpkg-deb", "--extract", package, folder / "root")
    run("dpkg-deb", "--control", package, folder / "control")
    return folder


def test_package_is_whole(unpacked):
    root, control = unpacked / "root", unpacked / "control"
    for place in ("usr/bin/sallyport", "lib/systemd/system/sallyport.service", "usr/lib/sysusers.d/sallyport.conf",
                  "usr/lib/tmpfiles.d/sallyport.conf", "usr/share/man/man1/sallyport-serve.1.gz",
                  "usr/share/man/man5/sallyport.yaml.5.gz", "usr/share/bash-completion/completions/sallyport",
                  "usr/share/zsh/vendor-completions/_sallyport", "usr/share/fish/vendor_completions.d/sallyport.fish",
                  "usr/share/doc/sallyport/copyright", "usr/share/doc/sallyport/sallyport.cdx.json",
                  "usr/share/sallyport/sallyport.schema.json", "usr/share/doc/sallyport/examples/sallyport.yaml"):
        assert (root / place).is_file(), place
    fields = dict(re.findall(r"^(\S+): (.*)$", (control / "control").read_text(), re.M))
    assert fields["Package"] == "sallyport" and fields["Version"]
    for library in ("libc6", "libxml2", "libxmlsec1", "libssl3", "libsqlite3-0", "adduser"):
        assert library in fields["Depends"], library
    for conffile in (control / "conffiles").read_text().split():
        assert (root / conffile.lstrip("/")).is_file(), conffile
    assert run("md5sum", "--check", "--quiet", control / "md5sums", cwd=root).stdout == ""


def test_package_holds_no_secret(unpacked):
    """No key, no file that only one may read, nothing that others may write."""
    for file in (unpacked / "root").rglob("*"):
        assert file.lstat().st_mode & 0o022 == 0 or file.is_symlink(), file
        if file.is_file():
            assert file.stat().st_mode & 0o044 == 0o044, file
            if file.stat().st_size < 1_000_000:
                assert b"PRIVATE KEY" not in file.read_bytes(), file
    etc = {str(file.relative_to(unpacked / "root")) for file in (unpacked / "root/etc").rglob("*") if file.is_file()}
    assert etc == {"etc/default/sallyport"}


def test_maintainer_scripts_are_shell(unpacked):
    for script in ("postinst", "prerm", "postrm"):
        file = unpacked / "control" / script
        assert file.stat().st_mode & 0o111
        run("sh", "-n", file)
        assert file.read_text().startswith("#!/bin/sh\n") and "set -e" in file.read_text()


def test_packed_program_serves(unpacked, tmp_path, monkeypatch):
    packed = unpacked / "root/usr/bin/sallyport"
    monkeypatch.setenv("SALLYPORT", str(packed))
    broker = Broker(tmp_path)
    broker.write_configuration([], [])
    broker.make_key_ring()
    broker.start()
    assert broker.stop() == 0
