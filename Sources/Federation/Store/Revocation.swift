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

    /// Names are compared as bytes, as the stores do: to hash a text, Swift brings it into a normal form, for which the time
    /// grows with the square of its combining marks; and a subject is as long as its identity provider likes.
    public static func == (left: RevocationTarget, right: RevocationTarget) -> Bool {
        switch (left, right) {
        case (.role(let left), .role(let right)), (.session(let left), .session(let right)):
            left.utf8.elementsEqual(right.utf8)
        case (.subject(let leftQualifier, let left), .subject(let rightQualifier, let right)):
            leftQualifier.utf8.elementsEqual(rightQualifier.utf8) && left.utf8.elementsEqual(right.utf8)
        default: false
        }
    }

    /// Hashes the names as bytes.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .role(let name), .session(let name): Self.hash(name, into: &hasher)
        case .subject(let qualifier, let name):
            Self.hash(qualifier, into: &hasher)
            Self.hash(name, into: &hasher)
        }
    }

    private static func hash(_ name: String, into hasher: inout Hasher) {
        var name = name
        hasher.combine(name.utf8.count)
        name.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

/// "What was issued at or before this instant is worth nothing": for a role, a federated user or one session.
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
    }

    /// Takes the revocation of `target` back.
    public mutating func remove(_ target: RevocationTarget) { instants[target] = nil }

    /// The last revoked instant of issue for `target`, nil when it has no revocation.
    public func instant(for target: RevocationTarget) -> Timestamp? {
        instants.isEmpty ? nil : instants[target]
    }

    /// Whether something issued at `issued` for `target` is revoked.
    public func revokes(_ target: RevocationTarget, issued: Timestamp) -> Bool {
        guard let last = instant(for: target) else { return false }
        return issued <= last
    }
}
