import AWSQuery
import Accounts
import Encodings
import Foundation
import IAM
import SAML2
import STS
import Sessions

/// The Security Token Service, version 2011-06-15, as a service of the Query protocol.
package struct STSService: Sendable {
    let broker: Broker

    /// Every operation that is built, sorted by name.
    package static let operations: [STSOperation] = [
        assumeRole, assumeRoleWithSAML, decodeAuthorizationMessage, getAccessKeyInfo, getCallerIdentity,
        getFederationToken, getSessionToken,
    ]

    var queryService: QueryService {
        let built = Dictionary(uniqueKeysWithValues: Self.operations.map { ($0.name, query($0)) })
        let operations = OperationNames.sts.map { ($0, built[$0] ?? .notBuilt) }
        return QueryService(
            version: "2011-06-15", namespace: "https://sts.amazonaws.com/doc/2011-06-15/", source: "sts.amazonaws.com",
            operations: Dictionary(uniqueKeysWithValues: operations))
    }

    private func query(_ operation: STSOperation) -> QueryOperation {
        let parameters = operation.parameters
        switch operation.body {
        case .unsigned(let body):
            return .unsigned { query, record throws(QueryFault) in
                try query.parameters.validate(parameters)
                return try await body(self, query, &record)
            }
        case .signed(let body):
            return .signed(changes: operation.givesCredentials) { query, caller, record throws(QueryFault) in
                try query.parameters.validate(parameters)
                return try await body(self, query, caller, &record)
            }
        }
    }

    /// Asks the core, which records what it decides.
    static func core<Result>(
        _ record: inout CallRecord, _ body: () async throws(STSError) -> Result
    ) async throws(QueryFault) -> Result {
        record.isRecorded = true
        return try await translate(body)
    }

    /// Asks the core for something that it does not record.
    static func translate<Result>(
        _ body: () async throws(STSError) -> Result
    ) async throws(QueryFault) -> Result {
        do {
            return try await body()
        } catch {
            throw QueryFault(error)
        }
    }

    static func member(_ credentials: SessionCredentials) -> QueryMember {
        .structure(
            "Credentials",
            [
                .text("AccessKeyId", credentials.accessKeyID), .text("SecretAccessKey", credentials.secretAccessKey),
                .text("SessionToken", credentials.sessionToken),
                .text("Expiration", credentials.expiration.iso8601),
            ])
    }
}

extension QueryParameters {
    /// ARNs of the managed policies in `PolicyArns`.
    var policyARNs: [String] { structures("PolicyArns").compactMap { $0.text("arn") } }

    /// Tags in `Tags`.
    var sessionTags: [SessionTag] { structures("Tags").map { SessionTag(key: $0["Key"], value: $0["Value"]) } }
}
