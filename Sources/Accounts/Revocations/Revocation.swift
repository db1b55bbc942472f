public import Encodings
public import Foundation

/// What a revocation is about.
public enum RevocationTarget: Hashable, Sendable {
    /// Every session of the role with this unique id (`AROA…`), whoever has it.
    case role(uniqueID: String)
    /// Every session of one federated user: the name qualifier of the provider and the subject (`saml:namequalifier`,
    /// `saml:sub`).
    case subject(nameQualifier: String, subject: String)
    /// One session, by its access key id (`ASIA…`).
    case session(accessKeyID: String)
    /// Every session with this name (RoleSessionName), and what was reached through it: of users who came through one SAML
    /// provider, or, with nil, of everybody.
    case sessionName(String, providerARN: String?)
    /// Every session of federated users of whom an identity provider says this value of an attribute; the name may be a short
    /// one (`AttributeNames`).
    case attribute(name: String, value: String, providerARN: String?)
    /// The console sessions of one federated user, but not the credentials:
    /// those of one session at the identity provider, or, with
    /// nil, all.
    case consoleSessions(nameQualifier: String, subject: String, sessionIndex: ClaimMark?)

    /// Names are compared as bytes, as the stores do: to hash a text, Swift brings it into a normal form, for which the time
    /// grows with the square of its combining marks; and a subject is as long as its identity provider likes.
    public static func == (left: RevocationTarget, right: RevocationTarget) -> Bool {
        let (left, right) = (left.names, right.names)
        return left.kind == right.kind && areEqual(left.first, right.first) && areEqual(left.second, right.second)
            && areEqual(left.provider, right.provider)
    }

    private static func areEqual(_ left: String?, _ right: String?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return left.utf8.elementsEqual(right.utf8)
    }

    /// Hashes the names as bytes.
    public func hash(into hasher: inout Hasher) {
        let names = names
        Self.hash(names.first, into: &hasher)
        Self.hash(names.second, into: &hasher)
        Self.hash(names.provider ?? "", into: &hasher)
    }

    /// What tells one target from another.
    private var names: (kind: Int, first: String, second: String, provider: String?) {
        switch self {
        case .role(let uniqueID): (0, uniqueID, "", nil)
        case .subject(let nameQualifier, let subject): (1, nameQualifier, subject, nil)
        case .session(let accessKeyID): (2, accessKeyID, "", nil)
        case .sessionName(let name, let providerARN): (3, name, "", providerARN)
        case .attribute(let name, let value, let providerARN): (4, name, value, providerARN)
        case .consoleSessions(let nameQualifier, let subject, let index):
            (5, nameQualifier, subject, index?.hexadecimal)
        }
    }

    private static func hash(_ name: String, into hasher: inout Hasher) {
        var name = name
        hasher.combine(name.utf8.count)
        name.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

/// "What was issued at or before this instant is worth nothing": for a role, a federated user, a claim or one session.
public struct Revocation: Hashable, Sendable {
    /// What is revoked.
    public let target: RevocationTarget
    /// The last instant of issue that is revoked.
    public let issuedAtOrBefore: Timestamp

    /// Makes a revocation; the instant is rounded up to a millisecond.
    public init(target: RevocationTarget, issuedAtOrBefore instant: Date) {
        self.target = target
        self.issuedAtOrBefore = Timestamp(roundingUp: instant)
    }

    /// Makes a revocation as it was kept.
    public init(target: RevocationTarget, issuedAtOrBefore instant: Timestamp) {
        self.target = target
        self.issuedAtOrBefore = instant
    }
}

/// A snapshot of all revocations.
public struct RevocationList: Hashable, Sendable {
    private var instants: [RevocationTarget: Timestamp] = [:]
    /// Those by session name or attribute, by the marks with which sessions carry them.
    private var claims: [ClaimMark: Set<RevocationTarget>] = [:]
    /// How many are about console sessions alone.
    private var consoleTargets = 0

    /// An empty list.
    public init() {}

    /// A list of `revocations`; of several for one target the latest instant counts.
    public init(_ revocations: some Sequence<Revocation>) {
        for revocation in revocations { insert(revocation) }
    }

    /// Number of targets with a revocation.
    public var count: Int { instants.count }

    /// All revocations, in no order.
    public var all: [Revocation] {
        instants.map { Revocation(target: $0.key, issuedAtOrBefore: $0.value) }
    }

    /// Adds `revocation`; an instant that is earlier than the one the list has changes nothing.
    public mutating func insert(_ revocation: Revocation) {
        let known = instants[revocation.target]
        instants[revocation.target] = known.map { max($0, revocation.issuedAtOrBefore) } ?? revocation.issuedAtOrBefore
        guard known == nil else { return }
        if revocation.target.isAboutConsole { consoleTargets += 1 }
        for mark in revocation.target.marks { claims[mark, default: []].insert(revocation.target) }
    }

    /// Takes the revocation of `target` back.
    public mutating func remove(_ target: RevocationTarget) {
        guard instants.removeValue(forKey: target) != nil else { return }
        if target.isAboutConsole { consoleTargets -= 1 }
        for mark in target.marks {
            claims[mark]?.remove(target)
            if claims[mark]?.isEmpty == true { claims[mark] = nil }
        }
    }

    /// The last revoked instant of issue for `target`, nil when it has no revocation.
    public func instant(for target: RevocationTarget) -> Timestamp? {
        instants.isEmpty ? nil : instants[target]
    }

    /// Whether something issued at `issued` for `target` is revoked.
    public func revokes(_ target: RevocationTarget, issued: Timestamp) -> Bool {
        guard let last = instant(for: target) else { return false }
        return issued <= last
    }

    /// Whether the console sessions are over of a user whose sessions, issued at `issued`, have these marks.
    package func endsConsole(
        nameQualifier: String, subject: String, marks: [ClaimMark], issued: Timestamp
    ) -> Bool {
        guard consoleTargets > 0 else { return false }
        // Who has no marks any more may be meant by any.
        guard !marks.contains(.anything) else {
            return instants.contains { target, last in
                guard case .consoleSessions(let qualifier, let name, _) = target, issued <= last else { return false }
                return qualifier.utf8.elementsEqual(nameQualifier.utf8) && name.utf8.elementsEqual(subject.utf8)
            }
        }
        return ([nil] + marks.map(Optional.some)).contains { mark in
            revokes(
                .consoleSessions(nameQualifier: nameQualifier, subject: subject, sessionIndex: mark), issued: issued)
        }
    }

    /// Whether anything is revoked by session name or attribute.
    package var hasClaims: Bool { !claims.isEmpty }

    /// Whether something issued at `issued` is revoked by what was said of its user, who came through this SAML provider or
    /// through none.
    package func revokes(_ marks: [ClaimMark], through providerARN: String?, issued: Timestamp) -> Bool {
        guard hasClaims else { return false }
        return marks.contains { mark in
            claims[mark]?.contains { $0.isAbout(providerARN) && revokes($0, issued: issued) } ?? false
        }
    }
}

extension RevocationTarget {
    /// The marks of which a session that is meant has one; none for targets that are found otherwise.
    public var marks: [ClaimMark] {
        switch self {
        case .role, .subject, .session, .consoleSessions: return []
        case .sessionName(let name, _): return [ClaimMark(sessionName: name)]
        case .attribute(let name, let value, _):
            let names = AttributeNames.meant(by: name)
            return names.map { ClaimMark(attribute: $0, value: value) } + names.map { ClaimMark(anyValueOf: $0) }
                + [.anything]
        }
    }

    /// Whether console sessions alone are meant.
    package var isAboutConsole: Bool {
        guard case .consoleSessions = self else { return false }
        return true
    }

    /// Whether users who came through this SAML provider, or through none, are meant.
    public func isAbout(_ providerARN: String?) -> Bool {
        switch self {
        case .role, .subject, .session, .consoleSessions: true
        case .sessionName(_, let own), .attribute(_, _, let own): own == nil || Self.areEqual(own, providerARN)
        }
    }
}
