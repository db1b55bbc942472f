"""The manifests of `deploy/kubernetes`: by the API's own schemas, by what has to hold between them, and by the broker."""

import subprocess

import kubernetes_validate
import pytest
import yaml

from support.broker import ROOT, executable

MANIFESTS = list(yaml.safe_load_all((ROOT / "deploy/kubernetes/sallyport.yaml").read_text()))
KINDS = {manifest["kind"]: manifest for manifest in MANIFESTS}
POD = KINDS["Deployment"]["spec"]["template"]["spec"]


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest["kind"])
def test_schema(manifest):
    kubernetes_validate.validate(manifest, "1.31", strict=True)


def test_a_misspelt_key_is_noticed():
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(KINDS["Service"] | {"spce": {}}, "1.31", strict=True)


def test_all_are_there():
    assert set(KINDS) == {"ServiceAccount", "ConfigMap", "PersistentVolumeClaim", "Deployment", "Service",
                          "PodDisruptionBudget", "NetworkPolicy"}


def test_they_select_the_pods():
    labels = KINDS["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert KINDS["Service"]["spec"]["selector"] == labels
    for selector in (KINDS["Deployment"]["spec"]["selector"], KINDS["PodDisruptionBudget"]["spec"]["selector"],
                     KINDS["NetworkPolicy"]["spec"]["podSelector"]):
        assert selector["matchLabels"] == labels


def test_pods_have_few_rights():
    assert POD["securityContext"]["runAsNonRoot"] and POD["securityContext"]["runAsUser"] == 65532
    assert POD["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault"
    assert POD["automountServiceAccountToken"] is False and POD["enableServiceLinks"] is False
    for container in POD["containers"] + POD["initContainers"]:
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"] and not context["allowPrivilegeEscalation"]
        assert context["capabilities"]["drop"] == ["ALL"]
        assert container["resources"]["limits"]["memory"]


def test_one_process_has_the_data():
    assert KINDS["Deployment"]["spec"]["replicas"] == 1
    assert KINDS["Deployment"]["spec"]["strategy"]["type"] == "Recreate"


def test_secrets_come_in_files():
    """Of the right mode, and no other way: not in the config map, not in variables."""
    volumes = {volume["name"]: volume for volume in POD["volumes"]}
    assert volumes["keys"]["secret"]["defaultMode"] == 0o440
    assert all("env" not in container for container in POD["containers"] + POD["initContainers"])
    assert "Secret" not in KINDS
    for text in KINDS["ConfigMap"]["data"].values():
        assert "PRIVATE KEY" not in text


def test_mounts_and_ports_exist():
    volumes = {volume["name"] for volume in POD["volumes"]}
    for container in POD["containers"] + POD["initContainers"]:
        assert {mount["name"] for mount in container["volumeMounts"]} <= volumes
    ports = {port["name"] for port in POD["containers"][0]["ports"]}
    assert {port["targetPort"] for port in KINDS["Service"]["spec"]["ports"]} <= ports
    assert {port["port"] for rule in KINDS["NetworkPolicy"]["spec"]["ingress"] for port in rule["ports"]} <= ports


def test_the_broker_takes_the_configuration(sallyport, tmp_path):
    """With the keys where they are mounted, and no identity provider to ask."""
    folder = tmp_path / "etc"
    folder.mkdir()
    ring = tmp_path / "keyring.json"
    subprocess.run([str(executable()), "keys", "init", "--out", str(ring)], check=True, capture_output=True)
    for name, text in KINDS["ConfigMap"]["data"].items():
        text = text.replace("/run/secrets/sallyport", str(tmp_path)).replace("/var/lib/sallyport", str(tmp_path))
        text = text.replace('metadata: "https://idp.example.com/metadata"', "metadata: idp.xml")
        (folder / name).write_text(text)
    idp = next((ROOT / "metadata").glob("*idp*.xml"))
    (folder / "idp.xml").write_text(idp.read_text())
    ring.chmod(0o440)
    checked = subprocess.run([str(executable()), "serve", "--check", "--config", str(folder / "sallyport.yaml")],
                             capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
