import Encodings

extension Principal {
    /// Reads a principal as people write it.
    ///
    /// Understood are ARNs of users, roles, sessions (`assumed-role/role/session`), federated users, SAML and OpenID
    /// Connect providers and account roots; an account's twelve digits; `*` or `anonymous`; a service's name, which ends
    /// in `.amazonaws.com` or `.amazonaws.com.cn`; a canonical user id of 64 hexadecimal digits. Any other host name is a
    /// web identity provider. `nil` when the text is none of these.
    ///
    /// A session ARN does not carry the path of its role, so the role of the result is not known.
    public init?(parsing text: String) {
        if text == "*" || text == "anonymous" {
            self = .anonymous
        } else if Self.isAccountID(text) {
            self = .account(id: text, partition: "aws")
        } else if let arn = ARN(text) {
            self.init(arn: arn)
        } else if text.utf8.count == 64, text.utf8.allSatisfy({ ASCII.isLetterOrDigit($0) }) {
            self = .canonicalUser(text)
        } else if text.utf8.starts(with: "arn:".utf8) || !text.utf8.contains(ASCII.dot) {
            return nil
        } else if Self.isServiceName(text) {
            self = .service(text)
        } else {
            self = .webIdentityProvider(text)
        }
    }

    private init?(arn: ARN) {
        let pieces = arn.resource.pieces(separatedBy: ASCII.slash)
        switch (arn.service, pieces[0]) {
        case ("iam", "root") where pieces.count == 1:
            self = .account(id: arn.accountID, partition: arn.partition)
        case ("iam", "user") where pieces.count > 1:
            self = .user(arn: arn)
        case ("iam", "role") where pieces.count > 1:
            self = .role(arn: arn)
        case ("iam", "saml-provider") where pieces.count > 1:
            self = .samlProvider(arn: arn)
        case ("iam", "oidc-provider") where pieces.count > 1:
            self = .webIdentityProvider(arn.description)
        case ("sts", "federated-user") where pieces.count > 1:
            self = .federatedUser(arn: arn)
        case ("sts", "assumed-role") where pieces.count > 2:
            self = .assumedRole(arn: arn, role: nil)
        default:
            return nil
        }
    }

    static func isAccountID(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 12 && text.utf8.allSatisfy(ASCII.isDigit)
    }

    private static func isServiceName(_ text: String) -> Bool {
        let suffixes = [".amazonaws.com", ".amazonaws.com.cn", ".aws.internal"]
        guard suffixes.contains(where: { text.utf8.reversed().starts(with: $0.utf8.reversed()) }) else { return false }
        // Amazon Cognito's identity pools are a web identity provider in spite of their name.
        return !text.hasPrefix("cognito-identity")
    }
}
