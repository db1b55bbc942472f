/// What is looked at when somebody asks for the metrics, and at no other time.
package struct BrokerReadings: Sendable {
    /// Ages and ends of what belongs to a provider, in seconds.
    package struct Metadata: Sendable {
        let account: String
        let provider: String
        let age: Double?
        let expiry: Double?

        /// - Parameters:
        ///   - account: account id of the configuration.
        ///   - provider: its name in the configuration; `other` for those that were made through the API.
        ///   - age: seconds since it was fetched; nil for a file.
        ///   - expiry: seconds until it ends; nil when nothing says when.
        package init(account: String, provider: String, age: Double?, expiry: Double?) {
            self.account = account
            self.provider = provider
            self.age = age
            self.expiry = expiry
        }
    }

    /// A key: what it is for, and seconds since it was made and until it ends.
    package struct Key: Sendable {
        let purpose: String
        let name: String
        let age: Double?
        let expiry: Double?

        /// - Parameters:
        ///   - purpose: a word such as `tls`, `token`, `idp`.
        ///   - name: its id, or whose it is; from the configuration.
        package init(purpose: String, name: String, age: Double?, expiry: Double?) {
            self.purpose = purpose
            self.name = name
            self.age = age
            self.expiry = expiry
        }
    }

    /// The version that runs.
    package var version = ""
    /// Whether the store answers.
    package var isStoreUp = true
    /// How old what is known of the store is, in seconds.
    package var storeViewAge = 0.0
    /// Whether records can be kept.
    package var isAuditUp = true
    /// Records that are not kept yet.
    package var owedRecords = 0
    /// Open connections, and how many there may be.
    package var connections = (open: 0, limit: 0)
    /// Bytes of what has not arrived as a whole, and how many there may be.
    package var arriving = (held: 0, limit: 0)
    /// One for each provider with something to tell.
    package var metadata: [Metadata] = []
    /// One for each key.
    package var keys: [Key] = []

    /// Nothing was looked at yet.
    package init() {}
}
