import Encodings

/// What is known about the names of actions.
enum ActionNames {
    /// Why no service can have an action; `nil` when one could.
    static func problem(with action: String) -> String? {
        if action == "*" { return nil }
        let parts = action.pieces(separatedBy: ASCII.colon, maxSplits: 1)
        guard parts.count == 2, !parts[0].isEmpty else { return nil }
        let (service, name) = (parts[0], parts[1])
        if service.utf8.contains(where: { $0 == ASCII.asterisk || $0 == ASCII.questionMark }) {
            return "a service is named in full"
        }
        if name.isEmpty { return "the name is empty" }
        guard name.utf8.allSatisfy(mayStandInName) else { return "a name has letters, digits, * and ? only" }
        if service.utf8.map(ASCII.lowercased).elementsEqual("sts".utf8) {
            let pattern = ActionPattern(action)
            let isKnown = securityTokenService.contains { $0.asciiLowercased.withBytes(pattern.matches) }
            return isKnown ? nil : "it is not one of AWS STS"
        }
        return nil
    }

    private static func mayStandInName(_ byte: UInt8) -> Bool {
        ASCII.isLetterOrDigit(byte) || byte == ASCII.asterisk || byte == ASCII.questionMark || byte == ASCII.minus
            || byte == UInt8(ascii: "_")
    }

    /// The actions of AWS STS.
    private static let securityTokenService = [
        "sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoot",
        "sts:DecodeAuthorizationMessage", "sts:GetAccessKeyInfo", "sts:GetCallerIdentity",
        "sts:GetDelegatedAccessToken", "sts:GetFederationToken", "sts:GetServiceBearerToken", "sts:GetSessionToken",
        "sts:GetWebIdentityToken", "sts:SetContext", "sts:SetSourceIdentity", "sts:TagGetWebIdentityToken",
        "sts:TagSession",
    ]
}
