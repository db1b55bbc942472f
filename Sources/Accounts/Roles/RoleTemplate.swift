public import Encodings
import IAMPolicy

/// The trust policy that the console's wizard writes for a SAML provider.
public enum RoleTemplate {
    /// Who shall assume the role.
    public enum Access: Hashable, Sendable {
        /// Tools alone; the wizard asks for an attribute and its value.
        case programmatic
        /// Tools and the console: the response must be for the partition's sign-in endpoint, or for `endpoint` when
        /// there is one.
        case console(endpoint: String?)
    }

    /// A trust policy as JSON text, for the SAML provider with this ARN.
    ///
    /// `conditions` are further context keys with the value that each must have. Throws `ConfigurationError` when the
    /// ARN is not that of a SAML provider.
    public static func trustPolicy(
        provider arn: String, access: Access, conditions: [(key: String, value: String)] = []
    ) throws(ConfigurationError) -> String {
        guard let provider = ARN(arn), provider.federatedKind == .samlProvider,
            let partition = Partition(id: provider.partition)
        else { throw ConfigurationError(arn.cut(to: 300), "is not the ARN of a SAML provider") }
        var tests = conditions
        if case .console(let endpoint) = access {
            tests.insert(("SAML:aud", endpoint ?? partition.samlEndpoint), at: 0)
        }
        var lines = [
            "{", "  \"Version\": \"2012-10-17\",", "  \"Statement\": [", "    {", "      \"Effect\": \"Allow\",",
            "      \"Principal\": {", "        \"Federated\": \(quoted(arn))", "      },",
            "      \"Action\": \"sts:AssumeRoleWithSAML\"\(tests.isEmpty ? "" : ",")",
        ]
        if !tests.isEmpty {
            lines += ["      \"Condition\": {", "        \"StringEquals\": {"]
            for (index, test) in tests.enumerated() {
                lines.append(
                    "          \(quoted(test.key)): \(quoted(test.value))\(index + 1 < tests.count ? "," : "")")
            }
            lines += ["        }", "      }"]
        }
        lines += ["    }", "  ]", "}", ""]
        return lines.joined(separator: "\n")
    }

    private static func quoted(_ text: String) -> String {
        var writer = JSONWriter(capacity: text.utf8.count + 2)
        writer.write(text)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
