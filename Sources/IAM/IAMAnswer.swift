public import AWSQuery
import Accounts
public import Audit
import IAMPolicy

/// What an operation of IAM came to.
public struct IAMAnswer: Sendable {
    /// The members of the answer.
    public let result: QueryResult
    /// The entities that it is about, for the audit.
    public let resources: [AuditResource]
}

extension AuditResource {
    private static let types = [
        "role": "AWS::IAM::Role", "user": "AWS::IAM::User", "group": "AWS::IAM::Group", "policy": "AWS::IAM::Policy",
        "saml-provider": "AWS::IAM::SAMLProvider", "mfa": "AWS::IAM::MFADevice",
        "instance-profile": "AWS::IAM::InstanceProfile", "server-certificate": "AWS::IAM::ServerCertificate",
    ]

    /// The entity with this ARN; nil for what is no entity of an account, such as `*` and the policies of AWS.
    init?(entity text: String) {
        guard let arn = ARN(text), let account = AccountID(arn.accountID), let type = Self.types[arn.resourceType]
        else { return nil }
        self.init(arn: arn, type: type, accountID: account)
    }
}
