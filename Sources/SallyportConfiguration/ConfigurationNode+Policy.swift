import IAMPolicy

extension ConfigurationNode {
    /// A policy written in place, or in a file of its own.
    func policy(_ kind: PolicyKind) throws(BrokerConfigurationError) -> PolicyDocument {
        let text: String
        if isMapping {
            text = try json()
        } else {
            guard let file = String(validating: try fileContents(limit: 100_000), as: UTF8.self) else {
                throw error("the file is not UTF-8")
            }
            text = file
        }
        return try reported { try PolicyDocument(parsing: text, kind: kind) }
    }
}
