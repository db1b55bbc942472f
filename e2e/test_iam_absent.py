"""What no account has here, through boto3: the answers of AWS where there is none."""

import pytest

from support.accounts import refused
from support.broker import ACCOUNT


def test_no_password(iam, new_user):
    user = new_user().name
    for call in (iam.get_login_profile, iam.update_login_profile, iam.delete_login_profile):
        text = refused(call, "NoSuchEntityException", UserName=user)
        assert text == f"Login Profile for User {user} cannot be found."
        assert refused(call, "NoSuchEntityException", UserName="nobody") == "The user with name nobody cannot be found."


def test_no_password_policy(iam):
    text = refused(iam.get_account_password_policy, "NoSuchEntityException")
    assert text == f"The Password Policy with domain name {ACCOUNT} cannot be found."
    refused(iam.delete_account_password_policy, "NoSuchEntityException")


def test_no_instance_profiles(iam):
    assert iam.list_instance_profiles()["InstanceProfiles"] == []
    refused(iam.list_instance_profiles, "ValidationError", PathPrefix="x")
    refused(iam.get_instance_profile, "NoSuchEntityException", InstanceProfileName="nobody")


@pytest.mark.parametrize("kind, members", [
    ("ssh_public_keys", "SSHPublicKeys"), ("signing_certificates", "Certificates"),
    ("service_specific_credentials", "ServiceSpecificCredentials"),
])
def test_user_has_none(iam, new_user, kind, members):
    listed = getattr(iam, f"list_{kind}")
    assert listed(UserName=new_user().name)[members] == []
    refused(listed, "NoSuchEntityException", UserName="nobody")


def test_no_server_certificates(iam):
    assert iam.list_server_certificates()["ServerCertificateMetadataList"] == []
    refused(iam.list_server_certificates, "ValidationError", Marker="nonsense!")


def test_no_organization(iam):
    refused(iam.list_organizations_features, "OrganizationNotFoundException")
    refused(iam.get_organizations_access_report, "NoSuchEntityException", JobId="0" * 36)
    assert iam.list_delegation_requests()["DelegationRequests"] == []
    refused(iam.list_delegation_requests, "ValidationError", Marker="nonsense!")
