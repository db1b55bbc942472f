import Encodings

extension PolicyValidator {
    func principalErrors() -> [PolicyFinding] {
        guard document.kind.hasPrincipals else {
            return document.statements.filter { $0.principal != nil }.flatMap(unexpectedPrincipal)
        }
        return document.statements.flatMap { statement in
            guard let principal = statement.principal else {
                return [finding(.principal, "Missing required field Principal", at: statement.range.start)]
            }
            if principal.entries.isEmpty {
                return [finding(.principal, "Missing required field Principal", at: principal.offset)]
            }
            return principal.entries.compactMap { entry in
                message(about: entry).map { finding(.principal, $0, at: entry.offset) }
            }
        }
    }

    private func unexpectedPrincipal(_ statement: PolicyStatement) -> [PolicyFinding] {
        guard let principal = statement.principal else { return [] }
        return [finding(.principal, "Policy document should not specify a principal.", at: principal.offset)]
    }

    private func message(about entry: PrincipalElement.Entry) -> String? {
        switch entry.type {
        case nil:
            return entry.value == "*" ? nil : Self.invalid("AWS", entry.value)
        case .aws:
            let isUniqueID = entry.value.utf8.count >= 16 && entry.value.utf8.allSatisfy(ASCII.isLetterOrDigit)
            if case .nothing = entry.matcher, !isUniqueID { return Self.invalid("AWS", entry.value) }
            // A wildcard stands for everyone, never for a part of a name.
            return entry.value != "*" && entry.value.utf8.contains(where: Self.isWildcard)
                ? Self.invalid("AWS", entry.value) : nil
        case .service:
            let isName =
                entry.value == "*"
                || entry.value.utf8.contains(ASCII.dot) && entry.value.utf8.allSatisfy(Self.mayStandInHost)
            return isName ? nil : Self.invalid("SERVICE", entry.value)
        case .federated:
            return isFederated(entry.value)
                ? nil : "Federated principals must be valid domain names or SAML metadata ARNs"
        case .canonicalUser:
            return document.kind == .trust ? Self.invalid("CANONICALUSER", entry.value) : nil
        }
    }

    private func isFederated(_ value: String) -> Bool {
        if value == "*" { return document.kind != .trust }
        if let arn = ARN(value) {
            return arn.isIAMResource(ofType: "saml-provider") || arn.isIAMResource(ofType: "oidc-provider")
        }
        return value.utf8.contains(ASCII.dot) && value.utf8.allSatisfy { Self.mayStandInHost($0) || $0 == ASCII.slash }
    }

    private static func mayStandInHost(_ byte: UInt8) -> Bool {
        ASCII.isLetterOrDigit(byte) || byte == ASCII.dot || byte == ASCII.minus || byte == UInt8(ascii: "_")
    }

    private static func isWildcard(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") }

    private static func invalid(_ type: String, _ value: String) -> String {
        "Invalid principal in policy: \"\(type)\":\"\(value)\""
    }

    func principalWarnings(_ statement: PolicyStatement) -> [PolicyFinding] {
        guard document.kind.hasPrincipals, let principal = statement.principal else { return [] }
        guard statement.effect == .allow else { return principal.isNegated ? exemptionWarnings(principal) : [] }
        if principal.isNegated {
            let message = "NotPrincipal with Allow grants to everyone else, anonymous callers included."
            return [warning(.notPrincipalAllow, message, at: principal.offset)]
        }
        guard statement.conditions.isEmpty, let everyone = principal.entries.first(where: { $0.value == "*" }) else {
            return []
        }
        let message = "Everyone is granted this: name principals, or add a condition."
        return [warning(.wildcardPrincipal, message, at: everyone.offset)]
    }

    /// A trust policy that lets a SAML provider in without testing for which endpoint the response was meant.
    func audienceWarnings(_ statement: PolicyStatement) -> [PolicyFinding] {
        guard document.kind == .trust, statement.effect == .allow else { return [] }
        let namesSAML = "sts:assumerolewithsaml".withBytes(statement.patterns.includes(action:))
        let testsAudience = statement.conditions.contains { $0.lookupKey == "saml:aud" }
        let namesProvider = statement.principal?.entries.contains {
            $0.value == "*" || ARN($0.value)?.isIAMResource(ofType: "saml-provider") == true
        }
        guard namesSAML != statement.isNotAction, !testsAudience, namesProvider == true else { return [] }
        let message = "The statement does not test saml:aud, the endpoint that the SAML response was meant for."
        return [warning(.missingAudience, message, at: statement.range.start)]
    }

    /// A trust policy that lets in whoever has a token of an OpenID provider, which may give them to everybody.
    func webIdentityWarnings(_ statement: PolicyStatement) -> [PolicyFinding] {
        guard document.kind == .trust, statement.effect == .allow else { return [] }
        let isMeant = "sts:assumerolewithwebidentity".withBytes(statement.patterns.includes(action:))
        let provider = statement.principal?.entries.first { entry in
            entry.type == .federated && entry.value != "*"
                && ARN(entry.value)?.isIAMResource(ofType: "saml-provider") != true
        }
        guard isMeant != statement.isNotAction, let provider else { return [] }
        func tests(_ names: String...) -> Bool {
            statement.conditions.contains { clause in names.contains { clause.lookupKey.hasSuffix(":" + $0) } }
        }
        var findings: [PolicyFinding] = []
        if !tests("sub", "user_id", "id") {
            let message =
                "The statement does not test whose token it is, by the key :sub of the provider: whoever has one of "
                + "\"\(provider.value)\" may use it."
            findings.append(warning(.missingSubject, message, at: statement.range.start))
        }
        if !tests("aud", "app_id") {
            let message = "The statement does not test whom the token is for, by the key :aud of the provider."
            findings.append(warning(.missingAudience, message, at: statement.range.start))
        }
        return findings
    }
}
