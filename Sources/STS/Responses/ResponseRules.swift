import Accounts
public import SAML2

/// How a broker checks responses, whichever provider they are for: who it is, and what it lets pass.
public struct ResponseRules: Hashable, Sendable {
    /// URLs that a response may be addressed to.
    public var recipients: [String]
    /// Audiences that count as us.
    public var audiences: [String]
    /// Seconds that clocks may differ.
    public var clockSkew: Double
    /// Which responses are welcome at the sign-in page with regard to requests, for providers that don't say it
    /// themselves.
    public var inResponseTo: ValidationOptions.InResponseTo
    /// The same for AssumeRoleWithSAML, where nobody's browser can be signed in as somebody else.
    public var apiInResponseTo: ValidationOptions.InResponseTo
    /// Has xmlsec verify each signature as well, and refuses what one of both refuses.
    public var verifiesTwice: Bool
    /// Keeps passed and skipped checks, for people to read.
    public var recordsAllChecks: Bool

    /// Makes rules.
    public init(
        recipients: [String], audiences: [String], clockSkew: Double = 60,
        inResponseTo: ValidationOptions.InResponseTo = .absent,
        apiInResponseTo: ValidationOptions.InResponseTo = .unchecked, verifiesTwice: Bool = false,
        recordsAllChecks: Bool = false
    ) {
        self.recipients = recipients
        self.audiences = audiences
        self.clockSkew = clockSkew
        self.inResponseTo = inResponseTo
        self.apiInResponseTo = apiInResponseTo
        self.verifiesTwice = verifiesTwice
        self.recordsAllChecks = recordsAllChecks
    }

    /// What checks the responses for a provider with these rules that come in this way.
    func validator(for provider: ProviderRules, _ channel: Channel) -> ResponseValidator {
        let inResponseTo =
            switch channel {
            case .browser: provider.inResponseTo ?? inResponseTo
            case .api: apiInResponseTo
            }
        return ResponseValidator(
            serviceProvider: ServiceProvider(
                recipients: recipients, audiences: audiences, decryptionKeys: provider.decryptionKeys),
            options: ValidationOptions(
                clockSkew: clockSkew, inResponseTo: inResponseTo, authnContext: provider.authnContext,
                forcesAuthentication: provider.forcesAuthentication, requiresEncryption: provider.requiresEncryption,
                insecureAllowSHA1: provider.insecureAllowSHA1,
                insecureAllowUnsignedCBC: provider.insecureAllowUnsignedCBC,
                insecureAllowRSA15AndTripleDES: provider.insecureAllowRSA15AndTripleDES,
                recordsAllChecks: recordsAllChecks, verifiesTwice: verifiesTwice))
    }
}
