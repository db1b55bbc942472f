extension PolicyFinding {
    /// A kind of finding, a stable name that tools can filter by.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        /// The name.
        public let rawValue: String

        /// Makes a code from its name.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The name.
        public var description: String { rawValue }
    }
}

extension PolicyFinding.Code {
    private init(_ name: String) {
        self.init(rawValue: name)
    }

    /// The text is not JSON, or an element has the wrong name or shape.
    public static let syntax = Self("syntax")
    /// The document is larger than its kind may be.
    public static let tooLong = Self("too-long")
    /// A character that IAM does not take.
    public static let character = Self("character")
    /// A managed policy of an old version.
    public static let version = Self("version")
    /// A form that IAM once took and no longer does.
    public static let legacy = Self("legacy-form")
    /// Two statements with one id, or an id with other than letters and digits.
    public static let statementID = Self("statement-id")
    /// No actions.
    public static let missingActions = Self("missing-actions")
    /// No resources.
    public static let missingResources = Self("missing-resources")
    /// Not the name of an action.
    public static let action = Self("action")
    /// Not the ARN of a resource.
    public static let resource = Self("resource")
    /// Principals where there may be none, none where there must be, or an invalid one.
    public static let principal = Self("principal")
    /// The operator does not fit the type of the key.
    public static let operatorType = Self("operator-type")
    /// A condition operator under a name that is not its own.
    public static let operatorName = Self("operator-name")
    /// A value that the operator can never match.
    public static let conditionValue = Self("condition-value")
    /// A key of a known service that does not exist.
    public static let unknownKey = Self("unknown-key")
    /// Somebody whom a trust policy names, and who can never use it.
    public static let unusablePrincipal = Self("unusable-principal")
    /// A trust policy for the tokens of an OpenID provider that does not test whose they are.
    public static let missingSubject = Self("missing-subject")
    /// A SAML or OpenID Connect provider that the broker's configuration does not have.
    public static let unknownProvider = Self("unknown-provider")
    /// A SAML or OpenID Connect provider of another account than the role.
    public static let foreignProvider = Self("foreign-provider")
    /// A value of `saml:aud` that no response has here.
    public static let impossibleAudience = Self("impossible-audience")
    /// A trust policy that does not test whom a response or a token is for.
    public static let missingAudience = Self("missing-audience")
    /// `ForAllValues` that an absent key satisfies.
    public static let forAllValues = Self("for-all-values")
    /// `NotPrincipal` with `Allow`.
    public static let notPrincipalAllow = Self("not-principal-allow")
    /// `NotPrincipal` with `Deny` that lists someone and not the account or role above.
    public static let notPrincipalDeny = Self("not-principal-deny")
    /// Everyone may, without a condition.
    public static let wildcardPrincipal = Self("wildcard-principal")
    /// An action that no service could have.
    public static let impossibleAction = Self("impossible-action")
    /// A resource that nothing matches.
    public static let impossibleResource = Self("impossible-resource")
    /// A variable that is not replaced.
    public static let variable = Self("variable")
}
