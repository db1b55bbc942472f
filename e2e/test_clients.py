"""Programs of others do with the broker what they do with AWS: audits, graphs, searches, playbooks, administration."""

import csv
import json
import re
import subprocess
import time

import pytest

from support.accounts import Site, allow, document, trust_account
from support.broker import ACCOUNT, Broker, Credentials, role_arn
from support.clients import FILES, Client
from support.signing_idp import SigningIdP

pytestmark = pytest.mark.clients

SERVICE = document({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"})
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


@pytest.fixture(scope="module")
def account(sallyport, tmp_path_factory):
    """A broker with an account in which somebody can become more than he is: its site, and its root."""
    broker = Broker(tmp_path_factory.mktemp("clients"))
    broker.write_configuration(providers=[], roles=[])
    broker.make_key_ring()
    broker.start()
    site = Site(broker)
    root = site.identity(broker.make_root_key(ACCOUNT), "root")
    fill(root.iam)
    yield site, root
    broker.stop()


def fill(iam) -> None:
    for user in ("alice", "maker", "auditor"):
        iam.create_user(UserName=user)
    iam.create_group(GroupName="staff")
    iam.add_user_to_group(GroupName="staff", UserName="alice")
    iam.put_user_policy(UserName="alice", PolicyName="become",
                        PolicyDocument=document(allow("sts:AssumeRole", role_arn("Admin"))))
    iam.put_user_policy(UserName="maker", PolicyName="start",
                        PolicyDocument=document(allow(["iam:PassRole", "ec2:RunInstances"])))
    iam.create_role(RoleName="Admin", AssumeRolePolicyDocument=trust_account())
    iam.attach_role_policy(RoleName="Admin", PolicyArn=ADMINISTRATOR)
    iam.create_role(RoleName="Machine", AssumeRolePolicyDocument=SERVICE)
    iam.create_instance_profile(InstanceProfileName="Machine")
    iam.add_role_to_instance_profile(InstanceProfileName="Machine", RoleName="Machine")
    films = iam.create_policy(PolicyName="Films", PolicyDocument=document(allow("s3:*")))["Policy"]["Arn"]
    iam.attach_group_policy(GroupName="staff", PolicyArn=films)
    iam.attach_role_policy(RoleName="Machine", PolicyArn=films)
    iam.create_policy(PolicyName="Everything", PolicyDocument=document(allow("*")))
    iam.attach_user_policy(UserName="auditor", PolicyArn=ADMINISTRATOR)
    iam.update_account_password_policy(MinimumPasswordLength=14)


@pytest.fixture
def client(account, tmp_path):
    """Makes a program with a key of the user `auditor`, who may do everything."""
    site, root = account
    key = root.iam.create_access_key(UserName="auditor")["AccessKey"]
    credentials = Credentials(key["AccessKeyId"], key["SecretAccessKey"])
    yield lambda name: Client(name, site.broker.url, credentials, tmp_path)
    root.iam.delete_access_key(UserName="auditor", AccessKeyId=key["AccessKeyId"])


def test_cloudsplaining_finds_what_is_too_much(client, tmp_path):
    cloudsplaining = client("cloudsplaining")
    cloudsplaining.run("cloudsplaining", "download", "--output", ".")
    cloudsplaining.run("cloudsplaining", "scan", "--input-file", "default.json", "--output", ".", "--skip-open-report")
    found = json.loads((tmp_path / "iam-results-default.json").read_text())
    assert {role["name"] for role in found["roles"].values()} >= {"Admin", "Machine"}
    assert {user["name"] for user in found["users"].values()} == {"alice", "maker", "auditor"}
    assert "Films" in {policy["PolicyName"] for policy in found["customer_managed_policies"].values()}
    assert "Films" in (tmp_path / "iam-report-default.html").read_text()


def test_principalmapper_sees_who_becomes_whom(client, tmp_path):
    # It was written for Python 3.9.
    (tmp_path / "sitecustomize.py").write_text(
        "import collections, collections.abc\n"
        "for name in ('Mapping', 'MutableMapping'):\n"
        "    setattr(collections, name, getattr(collections.abc, name))\n")
    mapper = client("principalmapper")
    more = {"PYTHONPATH": str(tmp_path), "PMAPPER_STORAGE": str(tmp_path / "graphs")}
    (tmp_path / "graphs").mkdir()
    graph = mapper.run("pmapper", "graph", "create", "--include-services", "iam", "sts", "ec2", **more)
    assert re.search(r"# of Nodes:\s+5 \(2 admins\)", graph), graph
    assert "user/alice can access via sts:AssumeRole role/Admin" in graph
    assert "user/maker can use EC2 to run an instance with an existing instance profile to access role/Machine" in graph
    answer = mapper.run("pmapper", "--account", ACCOUNT, "query", "who can do iam:CreateUser", **more)
    assert "role/Admin IS authorized" in answer and "maker" not in answer
    paths = mapper.run("pmapper", "--account", ACCOUNT, "query", "preset privesc *", **more)
    assert "user/alice can escalate privileges by accessing the administrative principal role/Admin" in paths


def test_prowler_writes_its_report(client, tmp_path):
    said = client("prowler").run(
        "prowler", "aws", "--services", "iam", "--output-formats", "csv", "--output-directory", str(tmp_path),
        "--output-filename", "report", "--no-banner", "--region", "us-east-1", succeeds=(0, 3))
    assert "NotImplemented" not in said
    with (tmp_path / "report.csv").open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    status = {(row["CHECK_ID"], row["RESOURCE_UID"].rpartition("/")[2]): row["STATUS"] for row in rows}
    assert len({check for check, _ in status}) > 25
    assert {verdict for (check, _), verdict in status.items() if check == "iam_password_policy_minimum_length_14"} == {"PASS"}
    administrators = {name: verdict for (check, name), verdict in status.items()
                      if check == "iam_user_administrator_access_policy"}
    assert administrators["auditor"] == "FAIL" and administrators["alice"] == "PASS"


#: The policies of custodian.yml that have to find something, and the names of it.
FOUND = {
    "users-with-keys": {"auditor"}, "users-without-mfa": {"alice", "maker", "auditor"}, "users-in-report": {"auditor"},
    "users-who-may": {"maker", "auditor"}, "users-with-policies": {"alice", "maker"}, "groups-in-use": {"staff"},
    "roles-trusting-services": {"Machine"}, "profiles": {"Machine"}, "certificates": set(), "saml": set(), "oidc": set(),
}


def test_custodian_finds_what_its_policies_ask_for(client, tmp_path):
    custodian = client("custodian")
    custodian.run("custodian", "run", "--dryrun", "--output-dir", "found", "--cache-period", "0",
                  str(FILES / "custodian.yml"))
    def resources(policy: str) -> list[dict]:
        return json.loads((tmp_path / "found" / policy / "resources.json").read_text())
    names = ("UserName", "GroupName", "RoleName", "PolicyName", "InstanceProfileName")
    for policy, expected in FOUND.items():
        found = {next(one[name] for name in names if name in one) for one in resources(policy)}
        assert found >= expected and (expected or not found), (policy, found)
    assert len(resources("summary")) == 1
    assert len(resources("password-policy")) == 1


def test_the_aws_command_administers(client, tmp_path):
    aws = client("awscli")
    def call(*arguments: str) -> dict:
        said = aws.run("aws", *arguments, "--output", "json")
        return json.loads(said) if said.strip() else {}
    assert call("sts", "get-caller-identity")["Arn"].endswith(":user/auditor")
    (tmp_path / "trust.json").write_text(trust_account())
    call("iam", "create-role", "--role-name", "cli-role", "--assume-role-policy-document", "file://trust.json")
    call("iam", "wait", "role-exists", "--role-name", "cli-role")
    call("iam", "create-instance-profile", "--instance-profile-name", "cli-profile")
    call("iam", "wait", "instance-profile-exists", "--instance-profile-name", "cli-profile")
    call("iam", "delete-instance-profile", "--instance-profile-name", "cli-profile")
    call("iam", "delete-role", "--role-name", "cli-role")
    for _ in range(100):
        if call("iam", "generate-credential-report")["State"] == "COMPLETE":
            break
        time.sleep(0.2)
    assert call("iam", "get-credential-report")["ReportFormat"] == "text/csv"
    details = call("iam", "get-account-authorization-details", "--filter", "Role", "--page-size", "1")
    assert {role["RoleName"] for role in details["RoleDetailList"]} >= {"Admin", "Machine"}
    job = call("iam", "generate-service-last-accessed-details", "--arn", role_arn("Admin"))["JobId"]
    assert call("iam", "get-service-last-accessed-details", "--job-id", job)["JobStatus"] == "COMPLETED"
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text(
        f"[profile admin]\nrole_arn = {role_arn('Admin')}\ncredential_source = Environment\n")
    assert ":assumed-role/Admin/" in call("sts", "get-caller-identity", "--profile", "admin")["Arn"]


def recap(said: str) -> dict[str, int]:
    """The figures of Ansible's last line."""
    return {name: int(count) for name, count in re.findall(r"(\w+)=(\d+)", said.rpartition("PLAY RECAP")[2])}


def test_a_playbook_makes_changes_nothing_and_deletes(account, client, tmp_path):
    site, root = account
    idp = SigningIdP(tmp_path, site.broker.acs, site.broker.entity_id)
    (tmp_path / "metadata.xml").write_text(idp.metadata())
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "certificate.pem",
         "-days", "30", "-subj", "/CN=play.example.org"], check=True, capture_output=True, cwd=tmp_path)
    ansible = client("ansible")
    def play(file: str, **variables: str) -> dict[str, int]:
        variables |= {"ansible_python_interpreter": str(ansible.programs / "python")}
        return recap(ansible.run(
            "ansible-playbook", "-i", "localhost,", "-e", json.dumps(variables), str(FILES / file),
            ANSIBLE_NOCOLOR="1", ANSIBLE_LOCALHOST_WARNING="False", ANSIBLE_LOCAL_TEMP=str(tmp_path / "ansible")))
    given = {"account": ACCOUNT, "metadata": str(tmp_path / "metadata.xml"), "key": str(tmp_path / "key.pem"),
             "certificate": str(tmp_path / "certificate.pem")}
    made = play("everything.yml", state="present", **given)
    assert made["failed"] == 0 and made["changed"] >= 11, made
    again = play("everything.yml", state="present", **given)
    assert again["failed"] == 0 and again["changed"] == 0, again
    assert play("sessions.yml", role=role_arn("play-role"))["failed"] == 0
    gone = play("everything.yml", state="absent", **given)
    assert gone["failed"] == 0 and gone["changed"] >= 9, gone
    left = [user["UserName"] for user in root.iam.list_users()["Users"]]
    left += [role["RoleName"] for role in root.iam.list_roles()["Roles"]]
    left += [group["GroupName"] for group in root.iam.list_groups()["Groups"]]
    assert not [name for name in left if name.startswith("play-")]
