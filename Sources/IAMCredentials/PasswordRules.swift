package import Accounts
package import Encodings

/// What a password has to be like.
package struct PasswordRules: Sendable {
    private let policy: PasswordPolicyRecord?

    /// Makes the rules of an account's policy; without one those that AWS has for every account: eight characters of three
    /// kinds.
    package init(_ policy: PasswordPolicyRecord?) { self.policy = policy }

    /// What is wrong with a password, in AWS's words; nil when nothing is.
    package func violation(of password: String) -> String? {
        let kinds = CharacterKinds(password)
        let minimum = policy?.minimumLength ?? 8
        guard password.unicodeScalars.count >= minimum else {
            return "Password should have a minimum length of \(minimum)"
        }
        guard let policy else {
            return kinds.count >= 3
                ? nil : "Password should have three of these: uppercase letters, lowercase letters, numbers, symbols"
        }
        if policy.requiresUppercase, !kinds.hasUppercase { return "Password should have at least one uppercase letter" }
        if policy.requiresLowercase, !kinds.hasLowercase { return "Password should have at least one lowercase letter" }
        if policy.requiresNumbers, !kinds.hasDigit { return "Password should have at least one number" }
        if policy.requiresSymbols, !kinds.hasSymbol { return "Password should have at least one symbol" }
        return nil
    }

    /// How many of the last passwords a new one must not be; the one that there is counts among them.
    package var reusePrevention: Int { policy?.reusePrevention ?? 0 }

    /// Whether the user of a password can't set another any more: it is too old, and the account wants an administrator to.
    package func isClosed(passwordFrom date: Timestamp, at instant: Timestamp) -> Bool {
        guard let policy, policy.expiresHard == true, let end = policy.end(ofPasswordFrom: date) else { return false }
        return end <= instant
    }
}

/// The kinds of characters in a password.
private struct CharacterKinds {
    var hasUppercase = false
    var hasLowercase = false
    var hasDigit = false
    var hasSymbol = false

    init(_ password: String) {
        let symbols = Array(PasswordPolicyRecord.symbols.utf8)
        for byte in password.utf8 {
            if ASCII.isUppercase(byte) { hasUppercase = true }
            if ASCII.isLowercase(byte) { hasLowercase = true }
            if ASCII.isDigit(byte) { hasDigit = true }
            if symbols.contains(byte) { hasSymbol = true }
        }
    }

    var count: Int { [hasUppercase, hasLowercase, hasDigit, hasSymbol].count { $0 } }
}
