import AWSSigV4
import Encodings
import Keys

/// A profile in the file that AWS's own tools keep their keys in.
struct CredentialProfile {
    /// Bytes of the file at most.
    private static let limit = 1_048_576

    let file: String
    let name: String

    /// The keys of the profile; nil when there is no such profile.
    ///
    /// Throws `ConfigurationError` for a file that others can read, and for a profile without keys.
    func credential(groupReads: Bool) throws(ConfigurationError) -> Credential? {
        let bytes = try SecretFileReader(groupReads: groupReads).read(file, limit: Self.limit)
        guard let values = values(in: String(decoding: bytes, as: UTF8.self)) else { return nil }
        guard let id = values["aws_access_key_id"], let secret = values["aws_secret_access_key"],
            !id.isEmpty, !secret.isEmpty
        else {
            throw ConfigurationError(file, "the profile \(name) has no keys: \(Self.reason(values))")
        }
        return Credential(
            accessKeyID: id, secretAccessKey: SecretAccessKey(secret), sessionToken: values["aws_session_token"])
    }

    /// Settings by which AWS's tools get keys from elsewhere.
    private static let elsewhere = [
        (key: "sso_session", what: "IAM Identity Center (SSO)"),
        (key: "sso_start_url", what: "IAM Identity Center (SSO)"), (key: "credential_process", what: "a program"),
        (key: "role_arn", what: "another role"),
    ]

    private static func reason(_ values: [String: String]) -> String {
        let needed = "aws_access_key_id and aws_secret_access_key"
        guard let found = elsewhere.first(where: { values[$0.key] != nil }) else { return "\(needed) are missing" }
        return "\(found.key), which gets them from \(found.what), is not followed; write \(needed)"
    }

    private func values(in text: String) -> [String: String]? {
        var values: [String: String]?
        var isInside = false
        for line in text.split(whereSeparator: \.isNewline) {
            let line = Self.trimmed(line)
            if line.hasPrefix("[") {
                isInside = line.hasSuffix("]") && Self.trimmed(line.dropFirst().dropLast()) == name
                if isInside { values = values ?? [:] }
            } else if isInside, !line.hasPrefix("#"), !line.hasPrefix(";"), let sign = line.firstIndex(of: "=") {
                values?[Self.trimmed(line[..<sign]).asciiLowercased] = Self.trimmed(line[line.index(after: sign)...])
            }
        }
        return values
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    private static func trimmed(_ text: String) -> String { trimmed(text[...]) }
}
