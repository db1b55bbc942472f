import ConfigurationKeys
import Foundation
import Testing

/// Holds `docs/configuration.md` and `docs/sallyport.schema.json` against the declaration of the keys.
///
/// To write them again: `SALLYPORT_WRITE_DOCS=1 swift test --filter ConfigurationPageTests`.
@Suite("The keys of the configuration")
struct ConfigurationPageTests {
    private static let page = "docs/configuration.md"
    private static let schema = "docs/sallyport.schema.json"
    private static let isWriting = ProcessInfo.processInfo.environment["SALLYPORT_WRITE_DOCS"] != nil

    @Test func thePageHasTheTables() throws {
        let written = try Repository.text(Self.page)
        let page = KeyTable.all.reduce(written) { $0.withTable($1) }
        if Self.isWriting { try Data(page.utf8).write(to: Repository.root.appendingPathComponent(Self.page)) }
        #expect(written == page, "the page and the keys differ: write it again")
        let headings = try MarkdownPage(Self.page).tables.filter { $0.head.first == "key" }.map(\.heading)
        #expect(headings.sorted() == KeyTable.all.map(\.heading).sorted())
    }

    @Test func theSchemaIsThatOfTheKeys() throws {
        if Self.isWriting {
            try Data(ConfigurationSchema.text.utf8).write(to: Repository.root.appendingPathComponent(Self.schema))
        }
        #expect(try Repository.text(Self.schema) == ConfigurationSchema.text, "write it again")
        let document = try JSONSerialization.jsonObject(with: Data(ConfigurationSchema.text.utf8)) as? [String: Any]
        #expect(document?["required"] as? [String] == ["publicURL", "keyRing", "accounts"])
        #expect(document?["additionalProperties"] as? Bool == false)
    }

    // MARK: Variables

    @Test func everyKeyHasAVariableOfItsOwn() {
        var seen: Set<String> = []
        for place in ConfigurationPlace.all {
            guard let variable = place.variable else {
                #expect(place.path.contains("<name>"), "\(place.path)")
                continue
            }
            #expect(seen.insert(variable).inserted, "\(variable)")
            #expect(EnvironmentName.place(of: variable)?.key.name == place.key.name, "\(variable)")
            #expect(EnvironmentName.place(of: variable)?.steps.count == place.steps.count, "\(variable)")
            #expect(!EnvironmentName.ofCommands.contains(variable), "\(variable)")
            #expect(!EnvironmentName.isOfKubernetes(variable, "8080"), "\(variable)")
        }
    }

    @Test(arguments: [
        ("publicURL", "PUBLIC_URL"), ("clientIDs", "CLIENT_IDS"), ("insecureAllowSHA1", "INSECURE_ALLOW_SHA1"),
        ("insecureAllowRSA15AndTripleDES", "INSECURE_ALLOW_RSA15_AND_TRIPLE_DES"), ("x5c", "X5C"),
        ("nameID", "NAME_ID"),
    ])
    func wordsAreParted(_ key: String, _ word: String) { #expect(EnvironmentName.word(of: key) == word) }

    @Test(arguments: [
        "SALLYPORT_", "SALLYPORT_LISTEN_", "SALLYPORT_LISTEN_PORT_", "SALLYPORT_LISTENPORT", "SALLYPORT_ACCOUNTS_",
        "SALLYPORT_ACCOUNTS_00_ID", "SALLYPORT_ACCOUNTS_-1_ID", "SALLYPORT_ACCOUNTS_X_ID", "SALLYPORT_ACCOUNTS_0ID",
        "SALLYPORT_ACCOUNTS_99999999999999999999_ID", "SALLYPORT_ACCOUNTS_0_ROLES_0_TAGS_TEAM", "LISTEN_PORT", "",
    ])
    func otherNamesStandForNothing(_ variable: String) { #expect(EnvironmentName.place(of: variable) == nil) }

    @Test(arguments: [
        ("SALLYPORT_SERVICE_HOST", "10.0.0.1"), ("SALLYPORT_SERVICE_PORT", "443"),
        ("SALLYPORT_SERVICE_PORT_HTTPS", "443"),
        ("SALLYPORT_PORT", "tcp://10.0.0.1:443"), ("SALLYPORT_PORT_443_TCP", "tcp://10.0.0.1:443"),
        ("SALLYPORT_PORT_443_TCP_ADDR", "10.0.0.1"), ("SALLYPORT_LISTEN_PORT", "tcp://10.0.0.1:443"),
    ])
    func thoseOfKubernetesAreKnown(_ variable: String, _ value: String) {
        #expect(EnvironmentName.isOfKubernetes(variable, value))
    }

    @Test func whatComesNearIsNamed() {
        #expect(ConfigurationPlace.near("lisen.prt").contains("listen.port"))
        #expect(EnvironmentName.near("SALLYPORT_LISTN_PORT").first == "SALLYPORT_LISTEN_PORT")
        #expect(EnvironmentName.near("SALLYPORT_ACCOUNTS_2_ROLE_3_NAME").contains("SALLYPORT_ACCOUNTS_2_ROLES_3_NAME"))
    }

    @Test func aKeyExplainsItself() throws {
        let lines = KeyExplanation(try #require(ConfigurationPlace.named("accounts[3].roles.maxSessionDuration"))).lines
        let text = lines.joined(separator: "\n")
        for part in ["3600 to 43200", "SALLYPORT_ACCOUNTS_0_ROLES_0_MAX_SESSION_DURATION", "in seconds", "SIGHUP"] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(ConfigurationPlace.named("accounts.role") == nil)
    }
}

extension String {
    /// The page with a table in the place of the one below the same heading.
    fileprivate func withTable(_ table: KeyTable) -> String {
        var lines = components(separatedBy: "\n")
        let heading = lines.firstIndex { $0.hasPrefix("#") && $0.drop { "# ".contains($0) } == table.heading }
        guard let head = table.lines.first, let heading, let start = lines[heading...].firstIndex(of: head) else {
            return self
        }
        let end = lines[start...].firstIndex { !$0.hasPrefix("|") } ?? lines.endIndex
        lines.replaceSubrange(start..<end, with: table.lines)
        return lines.joined(separator: "\n")
    }
}
