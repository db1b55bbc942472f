import AWSQuery
import Encodings

/// The result of a call as the audit shows it: names as AWS writes them, secrets left out.
enum AuditResult {
    /// Members that are a secret or a token, or large without saying much.
    private static let secrets: Set<String> = [
        "SecretAccessKey", "SessionToken", "ServicePassword", "Base32StringSeed", "QRCodePNG", "DecodedMessage",
        "WebIdentityToken",
    ]

    /// The members as an object; null when there are none.
    static func value(_ result: QueryResult) -> JSONValue {
        guard let members = result.members, !members.isEmpty else { return .null }
        return object(members)
    }

    private static func object(_ members: [QueryMember]) -> JSONValue {
        .object(members.compactMap(member))
    }

    private static func member(_ member: QueryMember) -> JSONMember? {
        switch member {
        case .text(let name, let text): secrets.contains(name) ? nil : JSONMember(lowered(name), text)
        case .structure(let name, let members): JSONMember(lowered(name), object(members))
        case .structures(let name, let structures): JSONMember(lowered(name), .array(structures.map(object)))
        case .list(let name, let texts): JSONMember(lowered(name), .array(texts.map { .string($0) }))
        case .map(let name, let texts):
            JSONMember(
                lowered(name),
                .object(texts.sorted { $0.key < $1.key }.map { JSONMember(lowered($0.key), .string($0.value)) }))
        }
    }

    private static func lowered(_ name: String) -> String { name.prefix(1).lowercased() + name.dropFirst() }
}
