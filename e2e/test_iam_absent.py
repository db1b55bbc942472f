"""What no account has here, through boto3: the answers of AWS where there is none."""

from support.accounts import refused


def test_no_organization(iam):
    refused(iam.list_organizations_features, "OrganizationNotFoundException")
    refused(iam.get_organizations_access_report, "NoSuchEntityException", JobId="0" * 36)
    assert iam.list_delegation_requests()["DelegationRequests"] == []
    refused(iam.list_delegation_requests, "ValidationError", Marker="nonsense!")
