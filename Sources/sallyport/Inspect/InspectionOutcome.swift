import Accounts
import Claims
import Foundation
import IAMPolicy
import SAML2
import STS

extension Inspection {
    /// A pair of role and provider, and why its role would not be given; nil when it would.
    struct RoleVerdict {
        let claim: RoleClaim
        let refusal: String?
        /// The claim rule that the pair comes from; nil when it is one of the Role attribute.
        var rule: String?
    }

    /// What came out of an inspection.
    struct Outcome {
        let form: String
        let instant: Date
        let validation: ResponseValidation
        /// All checks: those of SAML, then those of AWS.
        var checks: [Check]
        /// What a caller would be told; nil when accepted.
        var error: STSError?
        /// Claims for showing, verified or not; nil with --saml-only.
        var claims: UnverifiedClaims?
        var contextKeys: [(key: String, values: [String])] = []
        /// What a broker would do with each pair, when there is one.
        var roles: [RoleVerdict] = []
        /// What became of the claim rules of providers that vouch for the response.
        var rules: [RuleVerdict] = []
        var notes: [String] = []

        var isAccepted: Bool { error == nil }
        var isVerified: Bool { (try? validation.outcome.get()) != nil }

        init(_ message: MessageInput.Message, _ validation: ResponseValidation, at instant: Date) {
            form = message.form + (message.isCompressed ? ", compressed with DEFLATE" : "")
            self.instant = instant
            self.validation = validation
            checks = validation.checks
            var failures: [Check] = []
            if case .failure(let refusal) = validation.outcome { failures = refusal.failures }
            if message.isCompressed {
                let check = Self.isCompressed
                checks = [check] + checks.filter { $0.name != check.name }
                failures = [check] + failures.filter { $0.name != check.name }
            }
            if !failures.isEmpty { error = STSError(ResponseRefusal(failures: failures), requestID: "local") }
        }

        /// Whoever receives it by POST does not inflate it.
        private static let isCompressed = Check(
            name: ResponseCheck.wellFormed.rawValue, status: .failed, expected: "XML, in base64 alone",
            actual: "compressed with DEFLATE, as messages of the HTTP-Redirect binding are; shown is what was inside",
            reference: "SAML bindings 3.5.4", hint: "Let the IdP use the HTTP-POST binding for the response.")

        /// Shows the claims of an assertion, and how they are written when nobody vouches for it.
        mutating func addObservedClaims(partition: Partition) {
            guard let observed = validation.observed?.assertion else { return }
            let claims = UnverifiedClaims(attributes: observed.attributes, partition: partition)
            self.claims = claims
            guard !isVerified else { return }
            checks += claims.checks
            contextKeys = claims.attributeContextKeys.map { ($0.key, $0.value) }.sorted { $0.0 < $1.0 }
        }

        /// Shows the claims as the rules of the provider complete them for a session with this role.
        mutating func complete(by provider: SAMLProvider?, for roleARN: String) {
            guard let provider, let observed = validation.observed?.assertion,
                let mapped = MappedClaims(observed.attributes, subject: observed.subject, provider: provider)
            else { return }
            claims = UnverifiedClaims(
                attributes: observed.attributes, partition: provider.account.partition, completedBy: mapped,
                for: roleARN)
        }

        /// Takes what AssumeRoleWithSAML found about a verified assertion.
        mutating func take(_ report: AssumptionReport) {
            checks += report.checks
            error = error ?? report.error
            contextKeys = report.contextKeys.names.sorted().map { ($0, report.contextKeys[$0] ?? []) }
        }
    }
}
