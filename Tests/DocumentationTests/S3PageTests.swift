import Foundation
import S3Mapping
import Testing

/// Holds `docs/s3.md` against the table of operations.
///
/// To write the tables again: `SALLYPORT_WRITE_DOCS=1 swift test --filter S3PageTests`.
@Suite("The page of S3 operations")
struct S3PageTests {
    private static let path = "docs/s3.md"

    @Test func saysWhatTheTableSays() throws {
        let written = try Repository.text(Self.path)
        let page = S3Page.tables.reduce(written) { $0.withTable($1) }
        if ProcessInfo.processInfo.environment["SALLYPORT_WRITE_DOCS"] != nil {
            try Data(page.utf8).write(to: Repository.root.appendingPathComponent(Self.path))
        }
        #expect(written == page, "docs/s3.md and the table differ: write it again")
    }

    @Test func hasEveryTable() throws {
        let heads = try MarkdownPage(Self.path).tables.map(\.head)
        for table in S3Page.tables { #expect(heads.contains(table.head), "\(table.head)") }
    }

    /// Keys that the text names beside the tables are those that every request has.
    @Test func namesTheKeysOfEveryRequest() throws {
        let text = try Repository.text(Self.path)
        for key in S3Operation.commonKeys { #expect(text.contains("`\(key)`"), "\(key)") }
        for parameter in S3Operation.commonParameters { #expect(text.contains("`\(parameter)`"), "\(parameter)") }
    }
}

/// The tables of the page.
enum S3Page {
    struct Table {
        let head: [String]
        let rows: [[String]]

        var lines: [String] {
            ([head, head.map { _ in "---" }] + rows).map { "| \($0.joined(separator: " | ")) |" }
        }
    }

    static let tables = [
        Table(
            head: ["operation", "method", "on", "query, header", "action", "resource", "keys"],
            rows: S3Operation.all.map(row)),
        Table(head: ["header", "asks for", "in"], rows: furtherRows),
        Table(head: ["group", "keys", "from"], rows: S3KeyGroup.allCases.map(row)),
    ]

    private static func code(_ texts: some Sequence<String>) -> String {
        texts.map { "`\($0)`" }.joined(separator: ", ")
    }

    private static func row(_ operation: S3Operation) -> [String] {
        let query = operation.query.map { $0.text(any: "…") }
        let name = operation.formerName.map { "\(operation.name), formerly \($0)" } ?? operation.name
        let beginning = [name, operation.method.rawValue, operation.target.rawValue]
        let told = code(query + (operation.header.map { [$0] } ?? []))
        if let refusal = operation.refusal { return beginning + [told, "refused: \(refusal)", "", ""] }
        let actions = operation.needs.map { need in
            "`s3:\(need.action)`" + (need.versionAction.map { ", of a version `s3:\($0)`" } ?? "")
        }
        var resources: [String] = []
        for need in operation.needs {
            let resource = resource(of: need, in: operation)
            if !resources.contains(resource) { resources.append(resource) }
        }
        let keys = operation.keys.map(\.rawValue).joined(separator: ", ")
        return beginning + [told, actions.joined(separator: "; "), code(resources), keys]
    }

    private static func resource(of need: S3Operation.Need, in operation: S3Operation) -> String {
        switch (need.resource, operation.target) {
        case (.everyObject, _): "bucket/*"
        case (.source, _): "source bucket/key"
        case (.target, .service): "*"
        case (.target, .bucket): "bucket"
        case (.target, .object): "bucket/key"
        }
    }

    private static var furtherRows: [[String]] {
        var rows: [(further: S3Operation.Further, operations: [String])] = []
        for operation in S3Operation.all {
            for further in operation.further {
                if let index = rows.firstIndex(where: { $0.further == further }) {
                    rows[index].operations.append(operation.name)
                } else {
                    rows.append((further, [operation.name]))
                }
            }
        }
        return rows.map {
            [code($0.further.headers), "`s3:\($0.further.need.action)`", $0.operations.joined(separator: ", ")]
        }
    }

    private static func row(_ group: S3KeyGroup) -> [String] {
        let sources = group.keys.map { key in
            switch key.source {
            case .parameter(let name): "`\(name)`"
            case .header(let name): "`\(name)`"
            case .copySource: "`x-amz-copy-source`, decoded, as `bucket/key`"
            case .tags: "`x-amz-tagging`"
            case .fixed(let value): "always \(value)"
            }
        }
        var unique: [String] = []
        for source in sources where !unique.contains(source) { unique.append(source) }
        return [group.rawValue, code(group.keys.map(\.name)), unique.joined(separator: ", ")]
    }
}

extension String {
    /// The page with a table in the place of the one with the same head.
    fileprivate func withTable(_ table: S3Page.Table) -> String {
        var lines = components(separatedBy: "\n")
        guard let head = table.lines.first, let start = lines.firstIndex(of: head) else { return self }
        let end = lines[start...].firstIndex { !$0.hasPrefix("|") } ?? lines.endIndex
        lines.replaceSubrange(start..<end, with: table.lines)
        return lines.joined(separator: "\n")
    }
}
