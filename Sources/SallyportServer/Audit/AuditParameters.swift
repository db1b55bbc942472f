import AWSQuery
import Audit
import Encodings

/// The parameters of a call as the audit shows them: names as AWS writes them, names and texts cut, secrets left out.
enum AuditParameters {
    /// Parameters that prove or are a secret, in small letters: whoever mistypes one has shown it as well.
    private static let secrets: Set<String> = [
        "samlassertion", "samlresponse", "addprivatekey", "privatekey", "tokencode", "authenticationcode1",
        "authenticationcode2",
        "encodedmessage", "webidentitytoken", "password", "oldpassword", "newpassword",
    ]
    private static let protocolNames: Set<String> = ["Action", "Version", "AWSAccessKeyId", "SignatureMethod"]
    private static let longestName = 128
    private static let longestText = 2_048
    private static let mostMembers = 64
    /// Bytes of all names and texts together, as JSON.
    private static let room = 16_384

    /// The parameters as an object, those that go beyond what there is room for left out; null when there are none.
    static func value(_ parameters: QueryParameters) -> JSONValue {
        var members: [JSONMember] = []
        var room = room
        let shown = parameters.texts.filter { isShown($0.key) }.sorted { $0.key < $1.key }
        for (name, text) in shown.prefix(mostMembers) {
            let member = JSONMember(lowerCamel(name.cut(to: longestName)), .string(text.cut(to: longestText)))
            room -= member.jsonByteCount
            guard room >= 0 else { break }
            members.append(member)
        }
        return members.isEmpty ? .null : .object(members)
    }

    private static func isShown(_ name: String) -> Bool {
        !protocolNames.contains(name) && !name.hasPrefix("X-Amz-")
            && !secrets.contains(name.cut(to: longestName).prefix { $0 != "." }.lowercased())
    }

    /// `RoleName` is written roleName, `SAMLProviderArn` sAMLProviderArn.
    private static func lowerCamel(_ name: String) -> String { name.prefix(1).lowercased() + name.dropFirst() }
}
