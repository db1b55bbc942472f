import Accounts
import Encodings
import SallyportConfiguration

/// What is another than before.
struct ConfigurationChange {
    let files: [String]
    /// SAML providers with other metadata.
    let providers: [String]
    /// Keys that wait for the next start.
    let kept: [String]
    let configuration: BrokerConfiguration

    /// Names of one kind that a record shows at most.
    private static let most = 100

    var members: [JSONMember] {
        func list(_ name: String, _ texts: [String]) -> JSONMember {
            JSONMember(name, .array(texts.prefix(Self.most).map { .string($0.cut(to: 1_024)) }))
        }
        return [
            JSONMember("providers", .integer(Int64(configuration.directory.providers.count))),
            JSONMember("roles", .integer(Int64(configuration.directory.roles.count))),
            list("changedFiles", files), list("changedMetadata", providers), list("waitForRestart", kept),
        ]
    }
}
