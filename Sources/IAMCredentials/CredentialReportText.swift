/// The form of a credential report: CSV (RFC 4180) with AWS's columns.
package enum CredentialReportText {
    private static let columns = [
        "user", "arn", "user_creation_time", "password_enabled", "password_last_used", "password_last_changed",
        "password_next_rotation", "mfa_active", "access_key_1_active", "access_key_1_last_rotated",
        "access_key_1_last_used_date", "access_key_1_last_used_region", "access_key_1_last_used_service",
        "access_key_2_active", "access_key_2_last_rotated", "access_key_2_last_used_date",
        "access_key_2_last_used_region", "access_key_2_last_used_service", "cert_1_active", "cert_1_last_rotated",
        "cert_2_active", "cert_2_last_rotated",
    ]
    /// A report with a line for each user under the columns' names.
    package static func text(_ lines: [[String]]) -> String {
        ([columns] + lines).map { $0.map(cell).joined(separator: ",") }.joined(separator: "\n")
    }

    /// A cell; names have no character that asks for quotes, but whoever reads the file need not know.
    private static func cell(_ text: String) -> String {
        guard text.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return text }
        return "\"\(text.replacing("\"", with: "\"\""))\""
    }
}
