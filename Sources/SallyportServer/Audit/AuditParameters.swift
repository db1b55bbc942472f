import AWSQuery
import Federation

/// The parameters of a call as the audit shows them: names as AWS writes them, long texts cut, secrets left out.
enum AuditParameters {
    /// Parameters that prove or are a secret.
    private static let secrets: Set<String> = [
        "SAMLAssertion", "AddPrivateKey", "TokenCode", "AuthenticationCode1", "AuthenticationCode2", "EncodedMessage",
        "WebIdentityToken", "Password", "OldPassword", "NewPassword",
    ]
    private static let protocolNames: Set<String> = ["Action", "Version", "AWSAccessKeyId", "SignatureMethod"]
    private static let longest = 2_048
    private static let mostMembers = 64

    /// The parameters as an object; null when there are none.
    static func value(_ parameters: QueryParameters) -> AuditValue {
        let names = parameters.names.filter { name in
            !protocolNames.contains(name) && !name.hasPrefix("X-Amz-")
                && !secrets.contains(String(name.prefix { $0 != "." }))
        }
        let members = names.sorted().prefix(mostMembers).map { name in
            AuditMember(lowerCamel(name), .string(String(parameters[name].prefix(longest))))
        }
        return members.isEmpty ? .null : .object(members)
    }

    /// `RoleName` is written roleName, `SAMLProviderArn` sAMLProviderArn.
    private static func lowerCamel(_ name: String) -> String { name.prefix(1).lowercased() + name.dropFirst() }
}
