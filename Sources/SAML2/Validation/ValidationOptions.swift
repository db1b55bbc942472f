import Encodings

/// What a validator allows beyond the defaults.
///
/// Options that weaken a check say insecure.
public struct ValidationOptions: Hashable, Sendable {
    /// Which responses are welcome with regard to requests.
    public enum InResponseTo: Sendable, Hashable {
        /// Any value; only Response and SubjectConfirmation must agree.
        case unchecked
        /// Unsolicited responses alone (IdP-initiated sign-on).
        case absent
        /// Unsolicited responses, and answers to these requests.
        case absentOrKnown(Set<SentRequest>)
        /// Answers to these requests alone.
        case known(Set<SentRequest>)

        /// The same rule for somebody who has sent these requests as well.
        public func answering(_ requests: some Sequence<SentRequest>) -> InResponseTo {
            switch self {
            case .unchecked, .absent: self
            case .absentOrKnown(let known): .absentOrKnown(known.union(requests))
            case .known(let known): .known(known.union(requests))
            }
        }

        /// The request of this ID, among those whose answers are welcome.
        func request(_ id: String) -> SentRequest? {
            switch self {
            case .unchecked, .absent: nil
            case .absentOrKnown(let sent), .known(let sent): sent.first { $0.id.hasSameBytes(as: id) }
            }
        }
    }

    /// Seconds that clocks may differ, added once to each end of a time window; 60 unless said.
    public var clockSkew: Double
    /// `.absent` unless said.
    public var inResponseTo: InResponseTo
    /// IDs of requests that only try an identity provider and whose answers are looked at; all others of that kind are refused, whatever
    /// `inResponseTo` says.
    public internal(set) var trials: Set<String> = []
    /// How people have to have signed in at the IdP, in each answer, whoever began; nil takes any way.
    public var authnContext: RequestedAuthnContext?
    /// Refuses answers to requests by a sign-in that is older than the request.
    public var forcesAuthentication: Bool
    /// Refuses assertions that are not encrypted.
    public var requiresEncryption: Bool
    /// Accepts RSA-SHA1 signatures and SHA-1 digests.
    public var insecureAllowSHA1: Bool
    /// Accepts AES-CBC where no verified signature is around the encrypted element.
    public var insecureAllowUnsignedCBC: Bool
    /// Accepts RSA 1.5 key transport and 3DES.
    public var insecureAllowRSA15AndTripleDES: Bool
    /// Keeps passed and skipped checks in the result, for people to read.
    public var recordsAllChecks: Bool
    /// Has xmlsec verify each signature as well, and refuses what one of both refuses.
    public var verifiesTwice: Bool

    /// Makes options; without arguments the safe ones.
    public init(
        clockSkew: Double = 60, inResponseTo: InResponseTo = .absent, authnContext: RequestedAuthnContext? = nil,
        forcesAuthentication: Bool = false, requiresEncryption: Bool = false, insecureAllowSHA1: Bool = false,
        insecureAllowUnsignedCBC: Bool = false,
        insecureAllowRSA15AndTripleDES: Bool = false, recordsAllChecks: Bool = false, verifiesTwice: Bool = false
    ) {
        self.clockSkew = clockSkew
        self.inResponseTo = inResponseTo
        self.authnContext = authnContext
        self.forcesAuthentication = forcesAuthentication
        self.requiresEncryption = requiresEncryption
        self.insecureAllowSHA1 = insecureAllowSHA1
        self.insecureAllowUnsignedCBC = insecureAllowUnsignedCBC
        self.insecureAllowRSA15AndTripleDES = insecureAllowRSA15AndTripleDES
        self.recordsAllChecks = recordsAllChecks
        self.verifiesTwice = verifiesTwice
    }
}
