public import Audit
import Claims
public import SAML2

/// A refusal: what the caller is told, which never says more than AWS says, and what the audit is told.
public struct STSError: Error, Sendable, CustomStringConvertible {
    /// AWS's error code with its HTTP status.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// The code as it is written on the wire.
        public let name: String
        /// Status of the HTTP answer.
        public let httpStatus: Int

        init(_ name: String, _ httpStatus: Int) {
            self.name = name
            self.httpStatus = httpStatus
        }

        /// The name.
        public var description: String { name }
    }

    /// Code and status.
    public let code: Code
    /// Text for the caller.
    public let message: String
    /// Why, for the audit and the log; never for the caller, never a secret.
    public let cause: String
    /// The checks that failed, first the one that decided.
    public let failedChecks: [Check]
    /// What DecodeAuthorizationMessage explains, for refusals that policies decided.
    public internal(set) var authorizationMessage: String?

    /// Makes a refusal.
    public init(_ code: Code, _ message: String, cause: String, failedChecks: [Check] = []) {
        self.code = code
        self.message = message
        self.cause = cause
        self.failedChecks = failedChecks
    }

    /// Code and text for the caller; not the cause.
    public var description: String { "\(code) (\(code.httpStatus)): \(message)" }

    /// Whether the Role attribute is what is wrong.
    var isRoleClaimFault: Bool { message == ClaimFault.roleMessage }

    /// The sentence that a sign-in page shows, as AWS's does.
    public func pageMessage(requestID: String) -> String {
        if isRoleClaimFault { return message }
        let what = message.hasPrefix(Self.unknownIssuer) ? "Failed to assume role: " : ""
        return
            "\(what)\(message) (service: AWSSecurityTokenService; status code: \(code.httpStatus); error code: \(code.name); "
            + "Request ID: \(requestID)). Please try again."
    }
}

extension AuditEvent {
    /// Enters a refusal: what the caller is told, why, and the failed checks.
    ///
    /// With `isVerified` false the values that were seen come from a document that nobody vouches for.
    public mutating func refuse(_ error: STSError, isVerified: Bool) {
        refuse(
            code: error.code.name, message: error.message, cause: error.cause, failedChecks: error.failedChecks,
            isVerified: isVerified)
    }
}
