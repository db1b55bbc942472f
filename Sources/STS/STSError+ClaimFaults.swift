public import Accounts
public import Claims
import Encodings
public import SAML2

extension RoleClaims {
    /// Reads the claims of `assertion` as AWS does in `partition`.
    ///
    /// Throws the `STSError` of the first claim that is missing or malformed, with every failed check in it.
    public convenience init(_ assertion: ValidatedAssertion, partition: Partition) throws(STSError) {
        try self.init(assertion, AttributeClaims(assertion.attributes, partition: partition))
    }

    /// Takes the claims of `assertion`, completed by rules, when nothing is wrong with them.
    convenience init(_ assertion: ValidatedAssertion, _ claims: AttributeClaims) throws(STSError) {
        do throws(Malformed) {
            try self.init(assertion, wellFormed: claims)
        } catch {
            throw STSError(error.faults)
        }
    }
}

extension STSError {
    /// The refusal for claims that are missing or malformed: what the first is told by, with the checks of all.
    fileprivate init(_ faults: [ClaimFault]) {
        guard let first = faults.first else {
            self.init(.invalidIdentityToken, ClaimFault.sessionNameRequired, cause: "no RoleSessionName")
            return
        }
        self.init(
            Code(first.code), first.message, cause: "\(first.rule.rawValue): \(first.actual.cut(to: 300))",
            failedChecks: faults.map(\.check))
    }
}

extension STSError.Code {
    /// The code that goes with a fault of a claim.
    init(_ code: ClaimFault.Code) {
        switch code {
        case .invalidIdentityToken: self = .invalidIdentityToken
        case .validationError: self = .validationError
        case .invalidParameterValue: self = .invalidParameterValue
        }
    }
}
