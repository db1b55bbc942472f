import AWSQuery
import Accounts

extension IAMService {
    static let outboundFederationOperations: [IAMOperation] = [
        enableOutboundFederationOperation,
        .writing(
            "DisableOutboundWebIdentityFederation", parameters: [], access: AccessRule(.any),
            disableOutboundFederation),
        .reading(
            "GetOutboundWebIdentityFederationInfo", parameters: [], access: AccessRule(.any),
            getOutboundFederationInfo),
    ]

    private static var enableOutboundFederationOperation: IAMOperation {
        var operation = IAMOperation.writing(
            "EnableOutboundWebIdentityFederation", parameters: [], access: AccessRule(.any), enableOutboundFederation)
        operation.makesIssuer = true
        return operation
    }

    private static func enableOutboundFederation(_ context: OperationContext) async throws -> QueryResult {
        let url = try context.outboundIssuerURL()
        guard var issuer = try await context.find(OutboundIssuerRecord.self, OutboundIssuerRecord.name) else {
            guard let keys = context.preparation.issuerKeys else {
                throw QueryFault.serviceFailure("no keys were made")
            }
            try await context.insert(
                Entity(
                    account: context.account.id, name: OutboundIssuerRecord.name,
                    uniqueID: OutboundIssuerRecord.uniqueID(of: context.account.id), createDate: context.instant,
                    record: OutboundIssuerRecord(isEnabled: true, keys: keys)))
            return QueryResult([.text("IssuerIdentifier", url)])
        }
        guard !issuer.record.isEnabled else { throw QueryFault.featureEnabled }
        issuer.record.isEnabled = true
        try await context.entities.update(issuer)
        return QueryResult([.text("IssuerIdentifier", url)])
    }

    private static func disableOutboundFederation(_ context: OperationContext) async throws -> QueryResult {
        var issuer = try await context.enabledIssuer()
        issuer.record.isEnabled = false
        try await context.entities.update(issuer)
        return .none
    }

    private static func getOutboundFederationInfo(_ context: OperationContext) async throws -> QueryResult {
        _ = try await context.enabledIssuer()
        return QueryResult([
            .text("IssuerIdentifier", try context.outboundIssuerURL()), .boolean("JwtVendingEnabled", true),
        ])
    }
}

extension OperationContext {
    /// Throws `FeatureDisabled`.
    fileprivate func enabledIssuer() async throws -> Entity<OutboundIssuerRecord> {
        let issuer = try await find(OutboundIssuerRecord.self, OutboundIssuerRecord.name)
        guard let issuer, issuer.record.isEnabled else { throw QueryFault.featureDisabled }
        return issuer
    }

    fileprivate func outboundIssuerURL() throws(QueryFault) -> String {
        guard let outboundIssuer else { throw .serviceFailure("no URL of issuers is set") }
        return outboundIssuer
    }
}
