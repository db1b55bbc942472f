"""Companies' own identity brokers: programs that have an IAM user's key and make console URLs for people.

The user guide shows three of them, and describes a fourth by its requests. None signs anybody in: who follows the URL is
signed in by the federation endpoint.
"""

import json
import urllib.parse
from dataclasses import dataclass

from .accounts import Identity, allow, document
from .broker import Credentials, temporary_credentials
from .browser import Browser, Page

TOPICS = document(allow("sns:*"))
HOUR, TWELVE_HOURS = 3600, 43200


class NoToken(Exception):
    """The federation endpoint gave no sign-in token."""

    def __init__(self, page: Page):
        super().__init__(f"HTTP {page.status}: {page.text}")
        self.page = page


@dataclass
class IdentityBroker:
    """What the programs know: who they are, and where the federation endpoint is."""

    who: Identity
    endpoint: str
    #: Where people come back to when their session is over.
    issuer: str
    destination: str

    def signin_token(self, credentials: dict, action: str = "getSigninToken", **more: object) -> str:
        """The sign-in token for temporary credentials as botocore has them."""
        session = {"sessionId": credentials["AccessKeyId"], "sessionKey": credentials["SecretAccessKey"],
                   "sessionToken": credentials["SessionToken"]}
        query = urllib.parse.urlencode({"Action": action, **more, "Session": json.dumps(session)})
        page = Browser().get(f"{self.endpoint}?{query}", {"Accept": "*/*"})
        if page.status != 200:
            raise NoToken(page)
        return json.loads(page.body)["SigninToken"]

    def url(self, token: str, **more: str) -> str:
        fields = {"Action": "login", "SigninToken": token, "Issuer": self.issuer, "Destination": self.destination}
        return f"{self.endpoint}?{urllib.parse.urlencode({**fields, **more})}"


def with_a_role(broker: IdentityBroker, role: str) -> str:
    """The program in Python: AssumeRole, twelve hours of console for credentials of one, an Issuer that is no URL."""
    credentials = broker.who.sts.assume_role(RoleArn=role, RoleSessionName="AssumedByTheBroker")["Credentials"]
    token = broker.signin_token(credentials, SessionDuration=TWELVE_HOURS)
    return broker.url(token, Issuer="Example.org")


def with_a_policy(broker: IdentityBroker) -> str:
    """The program in Java: GetFederationToken, with a SessionDuration that says nothing, and a SessionType of JSON."""
    credentials = _federated(broker)
    return broker.url(broker.signin_token(credentials, SessionDuration=TWELVE_HOURS, SessionType="json"))


def with_a_policy_and_another_spelling(broker: IdentityBroker) -> str:
    """The program in Ruby: GetFederationToken, without SessionDuration, and an action with a capital more."""
    return broker.url(broker.signin_token(_federated(broker), "getSignInToken", SessionType="json"))


def by_hand(broker: IdentityBroker, role: str) -> str:
    """The requests alone: the Query API, credentials in a form instead of a URL, and the other spelling throughout."""
    given = temporary_credentials(broker.who.site.broker.query(
        "AssumeRole", {"RoleArn": role, "RoleSessionName": "ByHand"}, broker.who.credentials))
    session = {"sessionId": given.access_key_id, "sessionKey": given.secret_access_key,
               "sessionToken": given.session_token}
    page = Browser().post(broker.endpoint, {
        "Action": "getSignInToken", "SessionDuration": str(TWELVE_HOURS), "Session": json.dumps(session)})
    if page.status != 200:
        raise NoToken(page)
    return broker.url(json.loads(page.body)["SigninToken"]).replace("SigninToken=", "SignInToken=")


def _federated(broker: IdentityBroker) -> dict:
    reply = broker.who.sts.get_federation_token(Name="UserName", Policy=TOPICS, DurationSeconds=HOUR)
    return reply["Credentials"]


def as_botocore_has_them(credentials: Credentials) -> dict:
    """Credentials of whatever kind; long-term ones have an empty token."""
    return {"AccessKeyId": credentials.access_key_id, "SecretAccessKey": credentials.secret_access_key,
            "SessionToken": credentials.session_token or ""}
