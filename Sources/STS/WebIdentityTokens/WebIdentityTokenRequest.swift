import AWSQuery
public import Accounts
public import Encodings
import WebIdentity

/// The parameters of GetWebIdentityToken.
public struct WebIdentityTokenRequest: Sendable {
    /// Whom the token is for: 1 to 10 texts of at most 1,000 characters.
    public var audiences: [String]
    /// `RS256` or `ES384`; nil leaves it to the profile of the audience, which has to say one then.
    public var signingAlgorithm: String?
    /// Seconds that the token shall live, 60 to 3,600; 300 when nil.
    public var durationSeconds: Int?
    /// What the token shall say beside the tags of the caller.
    public var tags: [SessionTag]

    /// Makes a request.
    public init(
        audiences: [String], signingAlgorithm: String? = nil, durationSeconds: Int? = nil, tags: [SessionTag] = []
    ) {
        self.audiences = audiences
        self.signingAlgorithm = signingAlgorithm
        self.durationSeconds = durationSeconds
        self.tags = tags
    }

    private static let standardDuration = 300

    /// Seconds that the token lives.
    var duration: Int { durationSeconds ?? Self.standardDuration }

    /// Throws `ValidationError` or `InvalidParameterValue` for whatever can be told from the parameters alone.
    func check() throws(STSError) {
        var violations = ParameterValidation()
        violations.checkCount(of: audiences.count, .audience)
        for (index, audience) in audiences.enumerated() {
            violations.check(audience, .audienceMember, at: "\(ParameterName.audience.member).\(index + 1).")
        }
        violations.check(durationSeconds, .durationSeconds, .webIdentityTokenDuration)
        RequestTags.checkConstraints(tags, &violations)
        try violations.end()
        guard !audiences.isEmpty else {
            throw Self.violation("Value at 'audience'", "Member must have length greater than or equal to 1")
        }
        guard let signingAlgorithm, Self.algorithm(named: signingAlgorithm) == nil else { return }
        let offered = TokenSigningKey.algorithms.map(\.rawValue).joined(separator: ", ")
        throw Self.violation("Value at 'signingAlgorithm'", "Member must satisfy enum value set: [\(offered)]")
    }

    /// The algorithm to sign with: the one of the request, which must not be another than the profile has, or else the profile's.
    ///
    /// Throws `ValidationError`.
    func algorithm(for party: RelyingParty?) throws(STSError) -> TokenAlgorithm {
        let fixed = party?.profile.algorithm
        if let fixed, let signingAlgorithm, fixed != signingAlgorithm {
            throw Self.refusal(
                "Tokens for the audience \((party?.audience ?? "").cut(to: 200)) are signed with \(fixed).",
                "the profile \(party?.name ?? "") has another algorithm than the request, \(signingAlgorithm)")
        }
        guard let name = signingAlgorithm ?? fixed else {
            throw Self.violation("Value null at 'signingAlgorithm'", "Member must not be null")
        }
        guard let algorithm = Self.algorithm(named: name) else {
            throw Self.refusal("No tokens are signed with \(name.cut(to: 64)).", "the profile has no such algorithm")
        }
        return algorithm
    }

    private static func algorithm(named name: String) -> TokenAlgorithm? {
        TokenSigningKey.algorithms.first { $0.rawValue == name }
    }

    /// The relying party whose profile tokens for the audiences have; nil when nothing is said of them.
    ///
    /// Throws `ValidationError` when something is said of one of several: what a token says for one would reach the others.
    func relyingParty(among parties: RelyingParties) throws(STSError) -> RelyingParty? {
        guard let party = audiences.compactMap(parties.relyingParty(audience:)).first else { return nil }
        guard audiences.count == 1 else {
            throw Self.refusal(
                "Tokens for the audience \(party.audience.cut(to: 200)) have a profile of their own: ask for no other audience "
                    + "with it.", "the profile \(party.name)")
        }
        guard party.profile.hasTags || tags.isEmpty else {
            throw Self.refusal(
                "Tokens for the audience \(party.audience.cut(to: 200)) say no tags: ask without Tags.",
                "the profile \(party.name) has tags: false")
        }
        return party
    }

    private static func refusal(_ message: String, _ cause: String) -> STSError {
        STSError(.validationError, message, cause: cause)
    }

    private static func violation(_ value: String, _ constraint: String) -> STSError {
        let message = "1 validation error detected: \(value) failed to satisfy constraint: \(constraint)"
        return STSError(.validationError, message, cause: message)
    }
}

/// What GetWebIdentityToken gives.
public struct WebIdentityTokenResult: Sendable, CustomStringConvertible, CustomReflectable {
    /// The token, a JSON Web Token.
    public let token: String
    /// When it ends.
    public let expiration: Timestamp

    /// The end alone.
    public var description: String { "WebIdentityTokenResult(until \(expiration.iso8601), token redacted)" }

    /// The end alone: `dump` shows no token either.
    public var customMirror: Mirror { Mirror(self, children: ["expiration": expiration.iso8601]) }
}
