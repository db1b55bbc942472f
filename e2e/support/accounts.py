"""boto3 clients for whoever signs, each of whose replies is held against botocore's own model."""

import itertools
import json
from collections import defaultdict
from dataclasses import dataclass, field

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from . import shapes
from .broker import ACCOUNT, Broker, Credentials

OTHER_ACCOUNT = "210987654321"
REGION = "us-east-1"


@dataclass
class Calls:
    """What was called in this run: operations that succeeded, and the errors of those that did not."""

    succeeded: set[tuple[str, str]] = field(default_factory=set)
    failed: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    def note(self, http_response, parsed, model, **_) -> None:
        called = (model.service_model.service_name, model.name)
        if http_response.status_code >= 300:
            self.failed[called].add(parsed.get("Error", {}).get("Code", "?"))
            return
        self.succeeded.add(called)
        wrong = shapes.faults(http_response.content, parsed, model)
        assert not wrong, f"{model.name}: {wrong}\n{http_response.content.decode()[:2000]}"


class Site:
    """The broker as AWS's SDK sees it."""

    def __init__(self, broker: Broker):
        self.broker = broker
        self.calls = Calls()
        self._session = boto3.Session()
        self._numbers = itertools.count(1)

    def client(self, service: str, credentials: Credentials | None, validated: bool = True, compared: bool = True):
        """A client; unsigned without credentials, without botocore's own checks of parameters when not `validated`."""
        config = Config(retries={"total_max_attempts": 1}, parameter_validation=validated,
                        **({} if credentials else {"signature_version": UNSIGNED}))
        keys = {} if credentials is None else {
            "aws_access_key_id": credentials.access_key_id, "aws_secret_access_key": credentials.secret_access_key,
            "aws_session_token": credentials.session_token,
        }
        client = self._session.client(service, endpoint_url=self.broker.url, region_name=REGION, config=config, **keys)
        if compared:
            client.meta.events.register("after-call", self.calls.note)
        return client

    def identity(self, credentials: Credentials, name: str = "") -> "Identity":
        return Identity(self, credentials, name)

    def unique(self, stem: str) -> str:
        """A name that no other test has."""
        return f"{stem}-{next(self._numbers)}"


class Identity:
    """Someone who signs."""

    def __init__(self, site: Site, credentials: Credentials, name: str = ""):
        self.site, self.credentials, self.name = site, credentials, name
        self.iam = site.client("iam", credentials)
        self.sts = site.client("sts", credentials)

    @property
    def arn(self) -> str:
        return self.sts.get_caller_identity()["Arn"]


def credentials_of(reply: dict) -> Credentials:
    """The temporary credentials in a reply of STS."""
    given = reply["Credentials"]
    return Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"],
                       given["Expiration"].isoformat())


def refused(call, exception: str, **parameters) -> str:
    """Calls, expects a refusal, and returns its text.

    A name that ends in `Exception` is one of the client's modelled exceptions; anything else is an error code that the
    service model does not have.
    """
    exceptions = call.__self__.exceptions
    expected = getattr(exceptions, exception) if exception.endswith("Exception") else ClientError
    with pytest.raises(expected) as raised:
        call(**parameters)
    error = raised.value.response["Error"]
    if expected is ClientError:
        assert error["Code"] == exception, error
    assert error.get("Type") == "Sender" and error["Message"], error
    return error["Message"]


# Policies

def document(*statements: dict) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*", condition: dict | None = None) -> dict:
    return {"Effect": "Allow", "Action": action, "Resource": resource,
            **({"Condition": condition} if condition else {})}


def deny(action, resource="*", condition: dict | None = None) -> dict:
    return {**allow(action, resource, condition), "Effect": "Deny"}


def trust(principal: dict | str, action="sts:AssumeRole", condition: dict | None = None) -> str:
    return document({"Effect": "Allow", "Principal": principal, "Action": action,
                     **({"Condition": condition} if condition else {})})


def trust_account(account: str = ACCOUNT, condition: dict | None = None) -> str:
    return trust({"AWS": f"arn:aws:iam::{account}:root"}, condition=condition)


def trust_provider(provider: str, audience: str | None = None) -> str:
    condition = {"StringEquals": {"saml:aud": audience}} if audience else None
    return trust({"Federated": provider}, ["sts:AssumeRoleWithSAML", "sts:TagSession", "sts:SetSourceIdentity"],
                 condition)
