package import AWSQuery
import Foundation
import Sessions

/// An operation of STS: its parameters, the permissions that it asks for, and what it does.
package struct STSOperation: Sendable {
    /// One call of an operation.
    struct Context: Sendable {
        let service: SecurityTokenService
        let judge: ResponseJudge
        let parameters: QueryParameters
        let call: CallContext
        let instant: Date
    }

    /// What an operation does.
    enum Body: Sendable {
        /// For whoever signed the call.
        case signed(@Sendable (Context, Caller) async throws -> QueryResult)
        /// Without a signature: something else proves who calls.
        case unsigned(@Sendable (Context) async throws -> QueryResult)
    }

    /// Who writes the record of a call whose parameters are as they have to be.
    package enum Recording: Sendable {
        /// Whoever carries the operation out.
        case caller
        /// The operation itself, before it gives anything.
        case operation
        /// Nobody: AWS keeps no record of it.
        case nobody
    }

    /// Name, as calls carry it in `Action`.
    package let name: String
    /// Parameters with their constraints.
    package let parameters: [Parameter]
    /// The permissions that a caller needs.
    package let access: STSAccess
    /// Who writes the record.
    package let recording: Recording
    let body: Body
    /// Parameters that AWS has and that are not offered here.
    var notOffered: [ParameterName] = []
    /// Whether it gives a token by which others know the caller.
    package var givesToken = false

    /// Throws for parameters that are not as the operation declares, and for those that are not offered.
    package func check(_ parameters: QueryParameters) throws(QueryFault) {
        try parameters.validate(self.parameters)
        for name in notOffered where !parameters.structures(name).isEmpty {
            throw QueryFault(
                "NotImplemented",
                "\(name) is a parameter of AWS that this broker does not offer; see docs/operations.md", status: 501)
        }
    }

    /// Whether a caller signs it.
    package var isSigned: Bool {
        switch body {
        case .signed: true
        case .unsigned: false
        }
    }

    /// Whether whoever calls it gets credentials, or a token to get them elsewhere.
    package var givesCredentials: Bool { recording == .operation || givesToken }
}
