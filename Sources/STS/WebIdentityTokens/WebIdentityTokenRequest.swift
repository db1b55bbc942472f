import AWSQuery
public import Accounts
public import Encodings
import WebIdentity

/// The parameters of GetWebIdentityToken.
public struct WebIdentityTokenRequest: Sendable {
    /// Whom the token is for: 1 to 10 texts of at most 1,000 characters.
    public var audiences: [String]
    /// `RS256` or `ES384`.
    public var signingAlgorithm: String
    /// Seconds that the token shall live, 60 to 3,600; 300 when nil.
    public var durationSeconds: Int?
    /// What the token shall say beside the tags of the caller.
    public var tags: [SessionTag]

    /// Makes a request.
    public init(audiences: [String], signingAlgorithm: String, durationSeconds: Int? = nil, tags: [SessionTag] = []) {
        self.audiences = audiences
        self.signingAlgorithm = signingAlgorithm
        self.durationSeconds = durationSeconds
        self.tags = tags
    }

    private static let standardDuration = 300

    /// Seconds that the token lives.
    var duration: Int { durationSeconds ?? Self.standardDuration }

    /// The algorithm, when tokens are signed with it.
    private var algorithm: TokenAlgorithm? {
        TokenSigningKey.algorithms.first { $0.rawValue == signingAlgorithm }
    }

    /// The algorithm to sign with.
    ///
    /// Throws `ValidationError` or `InvalidParameterValue` for whatever can be told from the parameters alone.
    func checkedAlgorithm() throws(STSError) -> TokenAlgorithm {
        var violations = ParameterValidation()
        violations.checkCount(of: audiences.count, .audience)
        for (index, audience) in audiences.enumerated() {
            violations.check(audience, .audienceMember, at: "\(ParameterName.audience.member).\(index + 1).")
        }
        violations.check(durationSeconds, .durationSeconds, .webIdentityTokenDuration)
        RequestTags.checkConstraints(tags, &violations)
        try violations.end()
        guard !audiences.isEmpty else {
            throw Self.violation("'audience'", "Member must have length greater than or equal to 1")
        }
        guard let algorithm else {
            let offered = TokenSigningKey.algorithms.map(\.rawValue).joined(separator: ", ")
            throw Self.violation("'signingAlgorithm'", "Member must satisfy enum value set: [\(offered)]")
        }
        return algorithm
    }

    private static func violation(_ place: String, _ constraint: String) -> STSError {
        let message = "1 validation error detected: Value at \(place) failed to satisfy constraint: \(constraint)"
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
