import ActionCatalogue
import IAMPolicy
import Testing

@Suite("Services that policies grant")
struct GrantedServicesTests {
    private static let catalogue = ActionCatalogue(rows: "a L One Two\na W Three\nb R Four\niam R GetUser")

    private func services(_ statements: String...) throws -> GrantedServices {
        let documents = try statements.map { statement in
            try PolicyDocument(
                simulating: #"{"Version": "2012-10-17", "Statement": [{\#(statement), "Resource": "*"}]}"#,
                kind: .managed)
        }
        return GrantedServices(documents, catalogue: Self.catalogue)
    }

    private func granted(_ statements: String, among names: [String] = ["a", "b", "c"]) throws -> [String] {
        let services = try services(statements)
        return names.filter { services.grants($0) }
    }

    @Test(arguments: [
        (#""Effect": "Allow", "Action": "*""#, ["a", "b", "c"]),
        (#""Effect": "Allow", "Action": "a:*""#, ["a"]),
        (#""Effect": "Allow", "Action": ["A:one", "B:F*r"]"#, ["a", "b"]),
        // Newer than the table.
        (#""Effect": "Allow", "Action": "a:Five""#, ["a"]),
        // Matches no action.
        (#""Effect": "Allow", "Action": ["a:Five*", "b:?"]"#, []),
        // Nobody knows the service.
        (#""Effect": "Allow", "Action": "c:Five*""#, ["c"]),
        (#""Effect": "Allow", "Action": ["*:One", "?:One"]"#, []),
        (#""Effect": "Deny", "Action": "*""#, []),
        (#""Effect": "Deny", "NotAction": "a:*""#, []),
        (#""Effect": "Allow", "NotAction": "a:*""#, ["b", "c"]),
        (#""Effect": "Allow", "NotAction": ["a:One", "b:Four", "c:Five"]"#, ["a", "c"]),
        (#""Effect": "Allow", "NotAction": ["a:T*", "a:o?e"]"#, ["b", "c"]),
        (#""Effect": "Allow", "NotAction": "*""#, []),
    ])
    func byTheActionsOfTheCatalogue(_ statement: String, _ expected: [String]) throws {
        #expect(try granted(statement) == expected)
    }

    @Test func namesAreFoundInAnyCaseAndListedSorted() throws {
        let named = try services(
            #""Effect": "Allow", "Action": ["B:Four", "a:One"]"#, #""Effect": "Allow", "Action": "a:Five*""#)
        #expect(named.namespaces == ["a", "b"])
        #expect(named.grants("A"))
        let others = try services(#""Effect": "Allow", "NotAction": "iam:*""#).namespaces
        #expect(others.contains("s3") && !others.contains("iam"))
        #expect(try services(#""Effect": "Allow", "Action": "*""#).namespaces.contains("iam"))
        #expect(try services(#""Effect": "Deny", "Action": "*""#).namespaces.isEmpty)
    }

    @Test(arguments: [
        (#""Effect": "Allow", "Action": "a:T*""#, "two", true), (#""Effect": "Allow", "Action": "a:T*""#, "One", false),
        (#""Effect": "Allow", "NotAction": "a:T*""#, "One", true),
        (#""Effect": "Allow", "NotAction": "a:T*""#, "Two", false),
        (#""Effect": "Allow", "Action": "*""#, "Anything", true),
        (#""Effect": "Allow", "Action": "b:*""#, "One", false),
        (#""Effect": "Allow", "NotAction": "b:*""#, "One", true),
        (#""Effect": "Allow", "NotAction": "*""#, "One", false),
    ])
    func singleActionsAreAskedFor(_ statement: String, _ action: String, _ expected: Bool) throws {
        #expect(try services(statement).grants("a", action: action) == expected)
    }

    @Test func furtherActionsAreKnown() throws {
        let more = Self.catalogue.adding(["Two", "Five"], to: "a").adding(["Six"], to: "d")
        #expect(more.service("a")?.actions == ["One", "Two", "Three", "Five"])
        #expect(more.service("d")?.has("six") == true)
        let statement = #"{"Statement": [{"Effect": "Allow", "Action": "a:Fi*", "Resource": "*"}]}"#
        let document = try PolicyDocument(simulating: statement, kind: .managed)
        #expect(GrantedServices([document], catalogue: more).grants("a"))
        #expect(!GrantedServices([document], catalogue: Self.catalogue).grants("a"))
    }
}
