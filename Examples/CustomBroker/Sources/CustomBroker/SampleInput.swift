import Federation
import FederationTesting
import Foundation
import SAML2

/// What a real broker gets from outside: the metadata of an identity provider, and the field that a browser posts.
///
/// The test identity provider makes both, so that the example runs by itself. Never trust its metadata for real accounts.
struct SampleInput {
    let accountID: AccountID
    let metadata: [UInt8]
    let form: String

    init(for endpoint: String, at instant: Date) throws {
        let account = "123456789012"
        guard let accountID = AccountID(account) else { throw ConfigurationError(account, "is not an account id") }
        let identityProvider = try TestIdentityProvider(at: instant)
        let prefix = Partition.aws.attributePrefixes[0]
        let pair = "arn:aws:iam::\(account):role/Operator,arn:aws:iam::\(account):saml-provider/corp-idp"
        let template = ResponseTemplate(
            id: "1", at: instant, recipient: endpoint, audience: endpoint,
            attributes: [
                SAMLAttribute(name: prefix + "Role", values: [pair]),
                SAMLAttribute(name: prefix + "RoleSessionName", values: ["alice"]),
            ])
        self.accountID = accountID
        metadata = Array(identityProvider.metadata().utf8)
        form = HTTPPostBinding.encode(try identityProvider.response(template))
    }
}
