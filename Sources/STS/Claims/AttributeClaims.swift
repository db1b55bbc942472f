import Accounts
import Encodings
internal import SAML2
import Sessions

/// What the attributes of an assertion say to AWS, read in one pass; nothing in here is verified.
struct AttributeClaims {
    var roles: [RoleClaim] = []
    /// Pairs that are well formed and do not count, since role and provider are not of one account and partition.
    var ignoredPairs: [String] = []
    var roleSessionName: String?
    var sessionDuration: Int?
    var tags: [SessionTag] = []
    var transitiveTagKeys: [String] = []
    var sourceIdentity: String?
    var faults: [ClaimFault] = []

    private var hasRole = false
    private var seenRoles: Set<RoleClaim> = []
    private var sessionNames: [String] = []
    private var durations: [String] = []
    private var sourceIdentities: [String] = []

    init(_ attributes: [SAMLAttribute], partition: Partition) {
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
        if roles.isEmpty, !faults.contains(where: { $0.rule == .role }) { failMissingRole() }
        readSessionName()
        readSessionDuration()
        checkTags()
        checkTransitiveTagKeys()
        readSourceIdentity()
    }

    private mutating func fail(
        _ rule: ClaimRule, _ actual: String, code: STSError.Code = .invalidIdentityToken, _ message: String
    ) {
        faults.append(ClaimFault(rule, actual: actual, code: code, message: message))
    }

    private mutating func failMissingRole() {
        let actual = hasRole ? ignoredPairs.first ?? "the Role attribute has no value" : "no Role attribute"
        fail(.role, actual, STSError.roleMessage)
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
                    fail(.role, description, STSError.roleMessage)
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
        guard sessionNames.count == 1 else {
            return fail(.roleSessionName, "\(sessionNames.count) values", ClaimFault.sessionNamePattern)
        }
        guard EntityName.isSessionName(name) else {
            return fail(.roleSessionName, name, ClaimFault.sessionNamePattern)
        }
        roleSessionName = name
    }

    private mutating func readSessionDuration() {
        guard let text = durations.first else { return }
        guard durations.count == 1, let seconds = Self.seconds(text), (900...43_200).contains(seconds) else {
            let actual = durations.count == 1 ? text : "\(durations.count) values"
            return fail(.sessionDuration, actual, ClaimFault.sessionDurationRange)
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
            let actual = sourceIdentities.count == 1 ? identity : "\(sourceIdentities.count) values"
            return fail(.sourceIdentity, actual, ClaimFault.sourceIdentityPattern)
        }
        // A colon is not among the allowed characters, so a value that begins with "aws:" was refused already.
        sourceIdentity = identity
    }
}
