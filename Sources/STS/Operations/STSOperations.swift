package import AWSQuery
import Encodings
package import Foundation
import IAMPolicy
package import Sessions

/// The Security Token Service, version 2011-06-15: its operations, and what carries them out.
package struct STSOperations: Sendable {
    private let service: SecurityTokenService
    private let judge: ResponseJudge

    /// Makes the operations of a service; the judge checks responses.
    package init(_ service: SecurityTokenService, judge: ResponseJudge) {
        self.service = service
        self.judge = judge
    }

    /// Every operation that is built, sorted by name.
    package static let all: [STSOperation] = [
        assumeRole, assumeRoleWithSAML, assumeRoleWithWebIdentity, decodeAuthorizationMessage, getAccessKeyInfo,
        getCallerIdentity, getFederationToken, getSessionToken, getWebIdentityToken,
    ]

    /// Carries out an operation, whose parameters were checked; `caller` signed it, unless it takes no signature.
    ///
    /// Throws `QueryFault` with AWS's code and text.
    package func perform(
        _ operation: STSOperation, _ parameters: QueryParameters, caller: Caller?, call: CallContext, at instant: Date
    ) async throws(QueryFault) -> QueryResult {
        let context = STSOperation.Context(
            service: service, judge: judge, parameters: parameters, call: call, instant: instant)
        do {
            switch (operation.body, caller) {
            case (.unsigned(let body), _): return try await body(context)
            case (.signed(let body), let caller?): return try await body(context, caller)
            case (.signed, nil): throw QueryFault.unsigned
            }
        } catch let error as STSError {
            throw QueryFault(error)
        } catch let fault as QueryFault {
            throw fault
        } catch {
            throw QueryFault(STSError.unavailable("\(error)"))
        }
    }

    // MARK: Parts of results

    static func member(_ credentials: SessionCredentials) -> QueryMember {
        .structure(
            "Credentials",
            [
                .text("AccessKeyId", credentials.accessKeyID), .text("SecretAccessKey", credentials.secretAccessKey),
                .text("SessionToken", credentials.sessionToken),
                .text("Expiration", credentials.expiration.iso8601),
            ])
    }

    static func assumedRoleUser(_ id: String, _ arn: ARN) -> QueryMember {
        .structure("AssumedRoleUser", [.text("AssumedRoleId", id), .text("Arn", arn.description)])
    }
}

extension QueryFault {
    /// A refusal of the token service.
    package init(_ error: STSError) {
        self.init(error.code.name, error.message, status: error.code.httpStatus, cause: error.cause)
        authorizationMessage = error.authorizationMessage
    }

    fileprivate static var unsigned: QueryFault {
        QueryFault("MissingAuthenticationToken", "Request is missing Authentication Token", status: 403)
    }
}
