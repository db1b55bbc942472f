package import Accounts
import Encodings
package import SAML2
import Sessions

/// What the attributes of an assertion say to AWS, read in one pass; nothing in here is verified.
package struct AttributeClaims {
    package var roles: [RoleClaim] = []
    /// Pairs that are well formed and do not count, since role and provider are not of one account and partition.
    package var ignoredPairs: [String] = []
    package var roleSessionName: String?
    package var sessionDuration: Int?
    package var tags: [SessionTag] = []
    package var transitiveTagKeys: [String] = []
    package var sourceIdentity: String?
    package var faults: [ClaimFault] = []
    /// Names of the rules by which there is what the assertion does not say itself.
    package private(set) var origins = ClaimOrigins()

    private var hasRole = false
    private var seenRoles: Set<RoleClaim> = []
    private var sessionNames: [String] = []
    private var durations: [String] = []
    private var sourceIdentities: [String] = []

    /// Reads attributes, completed by what rules make of them for a session with `roleARN`.
    package init(
        _ attributes: [SAMLAttribute], partition: Partition, completedBy mapped: MappedClaims? = nil,
        for roleARN: String? = nil
    ) {
        self.init(reading: attributes, partition: partition)
        self = completed(by: mapped, for: roleARN)
    }

    /// What the attributes say, before it is completed and judged as a whole.
    package init(reading attributes: [SAMLAttribute], partition: Partition) {
        for attribute in attributes {
            switch ClaimName(attribute: attribute.name, partition: partition) {
            case .role: readRoles(attribute.values)
            case .roleSessionName: sessionNames += attribute.values
            case .sessionDuration: durations += attribute.values
            case .sourceIdentity: sourceIdentities += attribute.values
            case .transitiveTagKeys: transitiveTagKeys += attribute.values
            case .principalTag(let key): readTag(key, attribute.values)
            case nil: continue
            }
        }
    }

    /// The claims, judged as a whole, for a session with `roleARN`.
    package func completed(by mapped: MappedClaims? = nil, for roleARN: String? = nil) -> AttributeClaims {
        var claims = self
        if let mapped { claims.complete(by: mapped, for: roleARN) }
        if claims.roles.isEmpty, !claims.faults.contains(where: { $0.rule == .role }) {
            claims.failMissingRole(hasRules: mapped != nil)
        }
        claims.readSessionName()
        claims.readSessionDuration()
        claims.checkTags()
        claims.checkTransitiveTagKeys()
        claims.readSourceIdentity()
        return claims
    }

    /// Roles come together; of everything else, what the assertion says itself counts, then the first rule that makes it.
    private mutating func complete(by mapped: MappedClaims, for roleARN: String?) {
        for (claim, rule) in mapped.roles where seenRoles.insert(claim).inserted {
            roles.append(claim)
            origins.roles[claim] = rule
        }
        var keys = Set(tags.lazy.map(\.key).filter(TagText.isKey).map { $0.lowercased() })
        for rule in mapped.rules(for: roleARN) {
            if sessionNames.isEmpty, let value = rule.sessionName {
                sessionNames = mapped.values(of: value)
                if !sessionNames.isEmpty { origins.sessionName = rule.name }
            }
            if sourceIdentities.isEmpty, let value = rule.sourceIdentity {
                sourceIdentities = mapped.values(of: value)
                if !sourceIdentities.isEmpty { origins.sourceIdentity = rule.name }
            }
            if durations.isEmpty, let seconds = rule.sessionDuration {
                durations = [String(seconds)]
                origins.sessionDuration = rule.name
            }
            for tag in rule.tags {
                let values = mapped.values(of: tag.source)
                guard !values.isEmpty, keys.insert(tag.key.lowercased()).inserted else { continue }
                origins.tags.append((tag.key, rule.name))
                readTag(tag.key, values)
            }
        }
    }

    private mutating func fail(
        _ rule: ClaimRule, _ actual: String, code: ClaimFault.Code = .invalidIdentityToken, _ message: String
    ) {
        faults.append(ClaimFault(rule, actual: actual, code: code, message: message))
    }

    /// The only value or how many there are, and the rule that made it of an attribute.
    private func seen(_ values: [String], _ rule: String?) -> String {
        var seen = "\(values.count) values"
        if let only = values.first, values.count == 1 { seen = only }
        return rule.map { "\(seen.cut(to: 200)), made by the claim rule \($0)" } ?? seen
    }

    private mutating func failMissingRole(hasRules: Bool) {
        let actual = hasRole ? ignoredPairs.first ?? "the Role attribute has no value" : "no Role attribute"
        fail(.role, hasRules ? "\(actual), and no claim rule gives a role" : actual, ClaimFault.roleMessage)
    }

    private mutating func readRoles(_ values: [String]) {
        hasRole = true
        for value in values {
            do {
                let claim = try RoleClaim(attributeValue: value)
                if seenRoles.insert(claim).inserted { roles.append(claim) }
            } catch {
                let description = "\(error): \(value.cut(to: 200))"
                if error == .notAPair {
                    fail(.role, description, ClaimFault.roleMessage)
                } else {
                    ignoredPairs.append(description)
                }
            }
        }
    }

    private mutating func readSessionName() {
        guard let name = sessionNames.first else {
            return fail(.roleSessionName, "no value", ClaimFault.sessionNameRequired)
        }
        guard sessionNames.count == 1, EntityName.isSessionName(name) else {
            return fail(
                .roleSessionName, seen(sessionNames, origins.sessionName), ClaimFault.sessionNamePattern)
        }
        roleSessionName = name
    }

    private mutating func readSessionDuration() {
        guard let text = durations.first else { return }
        guard durations.count == 1, let seconds = Self.seconds(text), (900...43_200).contains(seconds) else {
            return fail(
                .sessionDuration, seen(durations, origins.sessionDuration), ClaimFault.sessionDurationRange)
        }
        sessionDuration = seconds
    }

    /// A number of at most nine ASCII digits.
    private static func seconds(_ text: String) -> Int? {
        let digits = text.utf8
        guard (1...9).contains(digits.count), digits.allSatisfy(ASCII.isDigit) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private mutating func readTag(_ key: String, _ values: [String]) {
        guard let value = values.first, values.count == 1 else {
            let message = "Session tag \(key.cut(to: 128)) in AuthnResponse must have exactly one value"
            return fail(.principalTags, "\(key): \(values.count) values", message)
        }
        tags.append(SessionTag(key: key, value: value))
    }

    private mutating func checkTags() {
        if let fault = SessionTagRules.fault(in: tags) { faults.append(fault) }
    }

    private mutating func checkTransitiveTagKeys() {
        guard !transitiveTagKeys.isEmpty else { return }
        if let fault = SessionTagRules.fault(inTransitive: transitiveTagKeys, of: tags) { faults.append(fault) }
    }

    private mutating func readSourceIdentity() {
        guard let identity = sourceIdentities.first else { return }
        guard sourceIdentities.count == 1, EntityName.isSessionName(identity) else {
            return fail(
                .sourceIdentity, seen(sourceIdentities, origins.sourceIdentity), ClaimFault.sourceIdentityPattern)
        }
        // A colon is not among the allowed characters, so a value that begins with "aws:" was refused already.
        sourceIdentity = identity
    }
}
