import Foundation
import Testing

/// Holds the table of modules against the package, and the package against what its sources import.
@Suite("docs/architecture.md")
struct ArchitecturePageTests {
    /// Targets that are no tests, with the targets of the package that they depend on.
    private static func targets() throws -> [String: Set<String>] {
        let package = try Repository.text("Package.swift")
        let declarations = package.matches(
            of: /\.(?:target|executableTarget|systemLibrary)\(\s*name: "(\w+)"(?:,\s*dependencies: \[([^\]]*)\])?/)
        var targets: [String: Set<String>] = [:]
        for declaration in declarations where declaration.1 != "TestSupport" && declaration.1 != "fuzz" {
            let own = (declaration.2 ?? "").replacing(/\.product\([^)]*\)/, with: "")
            targets[String(declaration.1)] = Set(own.matches(of: /"(\w+)"/).map { String($0.1) })
        }
        return targets.filter { $0.key != "CFuzzer" }
    }

    @Test func theTableHasTheArrowsOfThePackage() throws {
        let table = try #require(MarkdownPage("docs/architecture.md").tables.first { $0.head.first == "module" })
        var documented: [String: Set<String>] = [:]
        for row in table.rows {
            let names = row.prefix(2).map { $0.matches(of: /`(\w+)`/).map { String($0.1) } }
            documented[try #require(names[0].first)] = Set(names[1])
        }
        #expect(documented == (try Self.targets()))
    }

    @Test func theProgramHoldsNoTestKit() throws {
        let targets = try Self.targets()
        var linked: Set<String> = []
        var waiting: Set<String> = ["sallyport"]
        while let name = waiting.popFirst() {
            linked.insert(name)
            waiting.formUnion(targets[name, default: []].subtracting(linked))
        }
        #expect(linked.isSuperset(of: ["SallyportServer", "DevelopmentIdentityProvider"]))
        #expect(!linked.contains("FederationTesting"))
    }

    @Test func eachArrowIsUsed() throws {
        let targets = try Self.targets()
        for (name, dependencies) in targets
        where !["CBuildIdentity", "CDeflate", "CPostgres", "CXMLSec"].contains(name) {
            var imported: Set<String> = []
            for path in try Repository.files(below: "Sources/\(name)", suffix: ".swift") {
                let imports = try Repository.text(path).matches(of: /(?m)^\s*(?:@?\w+ )*import (\w+)$/)
                imported.formUnion(imports.map { String($0.1) }.filter { targets[$0] != nil })
            }
            #expect(imported == dependencies, "\(name)")
        }
    }
}
