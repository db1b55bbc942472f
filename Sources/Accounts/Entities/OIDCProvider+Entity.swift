package import Encodings

extension OIDCProvider {
    /// A provider of the store, which is asked for its keys.
    package init(_ entity: Entity<OIDCProviderRecord>, account: Account) throws(ConfigurationError) {
        let record = entity.record
        try self.init(
            account: account, url: try IssuerURL(record.url), clientIDs: record.clientIDs,
            thumbprints: record.thumbprints)
    }

    /// The provider as a store would keep it.
    var entity: Entity<OIDCProviderRecord> {
        Entity(
            account: account.id, name: url.name, uniqueID: UniqueID.configuredOIDCProvider(arn),
            createDate: .configured,
            record: OIDCProviderRecord(url: url.description, clientIDs: clientIDs, thumbprints: thumbprints))
    }
}
