"""A real Ceph, whose STS takes web identity tokens of the broker: from a SAML response to an object."""

import json
import subprocess
import urllib.request

import pytest
from botocore.exceptions import ClientError

from support.accounts import Site, allow, credentials_of, document, trust_provider
from support.broker import ACCOUNT, Broker, Credentials, executable, role_arn
from support.ceph import ADMINISTRATOR, Ceph
from support.signing_idp import SigningIdP

pytestmark = pytest.mark.ceph

BUCKET = "arn:aws:s3:::archive"


class Federation:
    """A broker with a profile for Ceph, and users of an identity provider who have one role each."""

    def __init__(self, site: Site, idp: SigningIdP, provider: str):
        self.site, self.idp, self.provider = site, idp, provider

    def issuer(self, profile: str) -> str:
        return f"{self.site.broker.url}/oidc/{ACCOUNT}/{profile}"

    def response(self, role: str = "Archivist") -> str:
        """A SAML response, with what Ceph does not take: a tag, and a source identity."""
        return self.idp.response(role_arn(role), self.provider, attributes={
            "PrincipalTag:Team": ["films"], "SourceIdentity": ["gina@example.org"]})

    def token(self, role: str = "Archivist", audience: str = "ceph") -> str:
        given = self.site.broker.assume_role_with_saml(self.response(role), role_arn(role), self.provider)
        return self.site.identity(given).sts.get_web_identity_token(
            Audience=[audience], SigningAlgorithm="RS256")["WebIdentityToken"]


@pytest.fixture(scope="module")
def federation(sallyport, tmp_path_factory):
    broker = Broker(tmp_path_factory.mktemp("broker"))
    broker.write_configuration(providers=[], roles=[])
    profile = "algorithm: RS256, tags: false, sourceIdentity: false, x5c: true"
    broker.configuration.write_text(broker.configuration.read_text() + f"""
relyingParties:
  - {{ name: ceph, audience: ceph, {profile} }}
  - {{ name: backup, audience: backup, {profile} }}
""")
    broker.make_key_ring()
    broker.start()
    site = Site(broker)
    root = site.identity(broker.make_root_key(ACCOUNT), "root")
    idp = SigningIdP(tmp_path_factory.mktemp("idp"), broker.acs, broker.entity_id)
    provider = root.iam.create_saml_provider(Name="idp", SAMLMetadataDocument=idp.metadata())["SAMLProviderArn"]
    for role in ("Archivist", "Auditor"):
        root.iam.create_role(RoleName=role, AssumeRolePolicyDocument=trust_provider(provider, broker.acs))
        root.iam.put_role_policy(RoleName=role, PolicyName="tokens", PolicyDocument=document(
            allow("sts:GetWebIdentityToken")))
    root.iam.enable_outbound_web_identity_federation()
    yield Federation(site, idp, provider)
    broker.stop()


def thumbprints(issuer: str) -> list[str]:
    """What an administrator gives Ceph: of the certificate of the key that signs, and of the next one."""
    with urllib.request.urlopen(f"{issuer}/thumbprints") as answer:
        return [one["sha1"] for one in json.load(answer)["thumbprints"]]


class Store:
    """Ceph, as its administrator sets it up and as holders of tokens use it."""

    def __init__(self, ceph: Ceph):
        self.ceph = ceph
        self.iam = ceph.client("iam", ADMINISTRATOR)
        self._anybody = ceph.client("sts", None)

    def trust(self, issuer: str, client_ids: list[str]) -> str:
        """Makes the provider of an issuer; its ARN."""
        return self.iam.create_open_id_connect_provider(
            Url=issuer, ClientIDList=client_ids, ThumbprintList=thumbprints(issuer))["OpenIDConnectProviderArn"]

    def make_role(self, name: str, issuer: str, **condition: str) -> None:
        """A role for tokens with these claims, which may do everything with one bucket."""
        party = issuer.partition("://")[2]
        self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=compact({
            "Effect": "Allow", "Principal": {"Federated": [f"arn:aws:iam:::oidc-provider/{party}"]},
            "Action": ["sts:AssumeRoleWithWebIdentity"],
            "Condition": {"StringEquals": {f"{party}:{claim}": value for claim, value in condition.items()}}}))
        self.iam.put_role_policy(RoleName=name, PolicyName="bucket", PolicyDocument=compact({
            "Effect": "Allow", "Action": ["s3:*"], "Resource": [BUCKET, f"{BUCKET}/*"]}))

    def assume(self, role: str, token: str) -> dict:
        return self._anybody.assume_role_with_web_identity(
            RoleArn=f"arn:aws:iam:::role/{role}", RoleSessionName="gina", WebIdentityToken=token)

    def refuses(self, role: str, token: str) -> bool:
        try:
            self.assume(role, token)
        except ClientError as error:
            # Ceph writes its code where boto3 does not look, and it is always the same.
            return error.response["ResponseMetadata"]["HTTPStatusCode"] == 403
        return False

    def s3(self, credentials: Credentials):
        return self.ceph.client("s3", credentials)


def compact(statement: dict) -> str:
    """A policy without a blank: Ceph does not read the `+` that boto3 makes of one."""
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, separators=(",", ":"))


@pytest.fixture(scope="module")
def store(federation, tmp_path_factory):
    ceph = Ceph(tmp_path_factory.mktemp("ceph") / "cluster")
    try:
        made, issuer = Store(ceph.start()), federation.issuer("ceph")
        made.trust(issuer, ["ceph"])
        made.make_role("Archive", issuer, app_id="ceph", sub=role_arn("Archivist"))
        made.make_role("Vault", issuer, app_id="ceph", sub=role_arn("Auditor"))
        made.make_role("Elsewhere", issuer, app_id="elsewhere", sub=role_arn("Archivist"))
        yield made
    finally:
        ceph.stop()


def opened_an_object(store: Store, credentials: Credentials) -> None:
    s3 = store.s3(credentials)
    s3.create_bucket(Bucket="archive")
    s3.put_object(Bucket="archive", Key="Ana/first cut.mov", Body=b"film")
    assert s3.get_object(Bucket="archive", Key="Ana/first cut.mov")["Body"].read() == b"film"
    assert [one["Key"] for one in s3.list_objects_v2(Bucket="archive")["Contents"]] == ["Ana/first cut.mov"]
    with pytest.raises(ClientError) as raised:
        s3.create_bucket(Bucket="others")
    assert raised.value.response["Error"]["Code"] == "AccessDenied"


def test_from_a_saml_response_to_an_object(federation, store):
    answer = store.assume("Archive", federation.token())
    assert answer["SubjectFromWebIdentityToken"] == role_arn("Archivist")
    opened_an_object(store, credentials_of(answer))


def test_from_a_saml_response_to_an_object_with_one_command(federation, store, tmp_path):
    response = tmp_path / "response.b64"
    response.write_text(federation.response())
    ended = subprocess.run(
        [str(executable()), "assume", "--saml", str(response), "--endpoint-url", federation.site.broker.url,
         "--web-identity-for", "ceph", "--relying-party-endpoint", store.ceph.url,
         "--relying-party-role", "arn:aws:iam:::role/Archive", "--format", "credential-process"],
        capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    given = json.loads(ended.stdout)
    opened_an_object(store, Credentials(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]))


def test_a_role_is_for_whom_it_names(federation, store):
    archivist, auditor = federation.token("Archivist"), federation.token("Auditor")
    store.assume("Archive", archivist)
    store.assume("Vault", auditor)
    assert store.refuses("Vault", archivist)
    assert store.refuses("Archive", auditor)
    assert store.refuses("Elsewhere", archivist)


def test_a_changed_token_is_refused(federation, store):
    token = federation.token()
    header, claims, signature = token.split(".")
    other = "A" if signature[9] != "A" else "B"
    assert store.refuses("Archive", f"{header}.{claims}.{signature[:9]}{other}{signature[10:]}")
    assert store.refuses("Archive", f"{header}.{claims}.")
    assert store.refuses("Vault", f"{header}.{federation.token('Auditor').split('.')[1]}.{signature}")
    store.assume("Archive", token)


def test_a_token_for_somebody_else_is_refused(federation, store):
    """By its issuer, which is another one, and where Ceph knows that as well, by its audience."""
    issuer = federation.issuer("backup")
    token = federation.token(audience="backup")
    store.make_role("Backup", issuer, sub=role_arn("Archivist"))
    assert store.refuses("Archive", federation.token(audience="films.example.org"))
    assert store.refuses("Archive", token) and store.refuses("Backup", token)
    arn = store.trust(issuer, ["ceph"])
    assert store.refuses("Backup", token)
    store.iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    store.trust(issuer, ["backup"])
    store.assume("Backup", token)
    assert store.refuses("Archive", token)
