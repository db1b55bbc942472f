import Foundation
import Testing

/// Every relative link and anchor of the documentation leads to something, and every page can be reached.
@Suite("Links of the documentation")
struct LinkTests {
    private static func pages() throws -> [String] {
        ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"]
            + (try Repository.files(below: "docs", suffix: ".md"))
    }

    /// The file that a link leads to, by its path from the root, and the anchor in it; nil for addresses elsewhere.
    private static func target(of link: String, on page: String) -> (path: String, anchor: String?)? {
        guard !link.contains("://"), !link.hasPrefix("mailto:") else { return nil }
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let anchor = parts.count == 2 ? parts[1] : nil
        guard !parts[0].isEmpty else { return (page, anchor) }
        let folder = URL(fileURLWithPath: "/" + page).deletingLastPathComponent()
        let path = folder.appendingPathComponent(parts[0]).standardizedFileURL.path
        return (String(path.dropFirst()), anchor)
    }

    @Test func leadSomewhere() throws {
        var seen = 0
        for path in try Self.pages() {
            for link in try MarkdownPage(path).links {
                guard let target = Self.target(of: link.target, on: path) else { continue }
                seen += 1
                #expect(Repository.has(target.path), "\(path):\(link.line): \(link.target)")
                guard let anchor = target.anchor, Repository.has(target.path) else { continue }
                let anchors = try MarkdownPage(target.path).anchors
                #expect(anchors.contains(anchor), "\(path):\(link.line): \(link.target)")
            }
        }
        #expect(seen > 100)
    }

    /// One that is not listed is found by whoever knows its name.
    @Test func leadToEveryPage() throws {
        for index in ["docs/README.md", "docs/decisions/README.md"] {
            let folder = index.prefix { $0 != "R" }.dropLast()
            let listed = Set(try MarkdownPage(index).links.compactMap { Self.target(of: $0.target, on: index)?.path })
            for page in try Repository.files(below: String(folder), suffix: ".md") where page != index {
                // Decisions have an index of their own.
                if index == "docs/README.md", page.hasPrefix("docs/decisions/"), !page.hasSuffix("README.md") {
                    continue
                }
                #expect(listed.contains(page), "\(page) is not in \(index)")
            }
        }
    }

    /// What the test relies on: anchors are made as hosts of repositories make them.
    @Test func anchorsAreThoseOfHeadings() {
        let page = MarkdownPage(
            path: "x.md",
            text: """
                # Ask it: `sallyport audit`
                ## accounts[].roles[]
                ## Twice
                ## Twice
                ```
                # no heading
                ```
                [here](#twice-1), `[not](here)`, [`code`](there.md)
                """)
        #expect(page.anchors == ["ask-it-sallyport-audit", "accountsroles", "twice", "twice-1"])
        #expect(page.links.map(\.target) == ["#twice-1", "there.md"])
    }
}
