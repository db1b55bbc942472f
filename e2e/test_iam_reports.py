"""The credential report and the reports of accesses, through boto3."""

import csv
import datetime

import pytest

from support.accounts import allow, refused
from support.broker import ACCOUNT
from support.shapes import absent

COLUMNS = """user arn user_creation_time password_enabled password_last_used password_last_changed
    password_next_rotation mfa_active access_key_1_active access_key_1_last_rotated access_key_1_last_used_date
    access_key_1_last_used_region access_key_1_last_used_service access_key_2_active access_key_2_last_rotated
    access_key_2_last_used_date access_key_2_last_used_region access_key_2_last_used_service cert_1_active
    cert_1_last_rotated cert_2_active cert_2_last_rotated""".split()


def test_credential_report(site, root, other_root, new_user):
    # The other account has no report yet.
    refused(other_root.iam.get_credential_report, "CredentialReportNotPresentException")
    user = new_user().name
    states = [root.iam.generate_credential_report()["State"] for _ in range(2)]
    assert states[-1] == "COMPLETE"
    report = root.iam.get_credential_report()
    assert report["ReportFormat"] == "text/csv"
    lines = list(csv.DictReader(report["Content"].decode().splitlines()))
    assert list(lines[0]) == COLUMNS
    assert (lines[0]["user"], lines[0]["password_enabled"]) == ("<root_account>", "not_supported")
    if states[0] == "STARTED":
        [line] = [line for line in lines if line["user"] == user]
        assert line["arn"] == f"arn:aws:iam::{ACCOUNT}:user/{user}"
        assert (line["password_enabled"], line["access_key_1_active"], line["mfa_active"]) == (
            "false", "true", "false")
        datetime.datetime.fromisoformat(line["user_creation_time"])


@pytest.fixture
def report(iam):
    """Makes a report about an ARN and gives it when it is there."""
    def make(arn, **more):
        job = iam.generate_service_last_accessed_details(Arn=arn, **more)["JobId"]
        return job, iam.get_service_last_accessed_details(JobId=job)
    return make


def test_last_accessed(iam, new_user, report):
    user = new_user(allow(["iam:ListUsers", "sts:GetFederationToken", "s3:GetObject"]))
    arn = user.arn
    user.iam.list_users()
    refused(user.iam.list_roles, "AccessDenied")
    job, shown = report(arn)
    assert (shown["JobStatus"], shown["JobType"]) == ("COMPLETED", "SERVICE_LEVEL")
    services = {one["ServiceNamespace"]: one for one in shown["ServicesLastAccessed"]}
    assert set(services) == {"iam", "s3", "sts"}
    assert services["iam"]["LastAuthenticatedEntity"] == arn and services["sts"]["TotalAuthenticatedEntities"] == 1
    assert "LastAuthenticated" not in services["s3"] and services["s3"]["ServiceName"] == "Amazon S3"

    entities = iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="iam")
    [detail] = entities["EntityDetailsList"]
    assert (detail["EntityInfo"]["Arn"], detail["EntityInfo"]["Type"]) == (arn, "USER")
    assert absent(iam, "GetServiceLastAccessedDetailsWithEntities", entities) == {
        "Marker", "Error"}

    _, detailed = report(arn, Granularity="ACTION_LEVEL")
    [actions] = [one["TrackedActionsLastAccessed"] for one in detailed["ServicesLastAccessed"]
                 if one["ServiceNamespace"] == "iam"]
    assert [(one["ActionName"], "LastAccessedTime" in one) for one in actions] == [("ListUsers", True)]


def test_last_accessed_of_what_is_not_there(iam):
    for arn, code in [(f"arn:aws:iam::{ACCOUNT}:user/nobody", "NoSuchEntityException"),
                      ("arn:aws:s3:::some-bucket-of-mine", "InvalidInputException")]:
        refused(iam.generate_service_last_accessed_details, code, Arn=arn)
    job = "0" * 36
    refused(iam.get_service_last_accessed_details, "NoSuchEntityException", JobId=job)
    refused(iam.get_service_last_accessed_details_with_entities, "NoSuchEntityException", JobId=job,
            ServiceNamespace="iam")


def test_policies_granting_service_access(iam, new_user):
    user = new_user(allow("kms:Decrypt"))
    iam.attach_user_policy(UserName=user.name, PolicyArn="arn:aws:iam::aws:policy/IAMReadOnlyAccess")
    granting = iam.list_policies_granting_service_access(Arn=user.arn, ServiceNamespaces=["iam", "kms", "s3"])
    found = {one["ServiceNamespace"]: one["Policies"] for one in granting["PoliciesGrantingServiceAccess"]}
    assert [one["PolicyType"] for one in found["iam"]] == ["MANAGED"]
    assert [(one["PolicyType"], one["EntityType"], one["EntityName"]) for one in found["kms"]] == [
        ("INLINE", "USER", user.name)]
    assert found["s3"] == []
    refused(iam.list_policies_granting_service_access, "NoSuchEntityException",
            Arn=f"arn:aws:iam::{ACCOUNT}:user/nobody", ServiceNamespaces=["iam"])
