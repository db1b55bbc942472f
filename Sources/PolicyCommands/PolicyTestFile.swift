import CommandIO
import Foundation
import IAMPolicy
import Yams

/// A file of policy tests, as JSON lines, JSON or YAML.
struct PolicyTestFile {
    private enum Form {
        case yaml
        case json
        case lines
    }

    let path: String
    private let reader: PolicyTestReader

    var cases: [PolicyTestCase] { reader.cases }

    /// Reads a file; the ending `.yaml`, `.yml` or `.json` tells its form, anything else is JSON lines.
    ///
    /// The standard input has no ending: it is YAML unless it begins like JSON.
    init(path: String) throws(InputError) {
        self.path = path
        let text = try PolicyInput.text(atPath: path)
        var reader = PolicyTestReader(path: path)
        switch Self.form(of: text, path: path) {
        case .yaml:
            let node = try YAMLText.compose(text, path: path)
            let json = try YAMLText.json(from: node, path: path)
            try PolicyTestKeys(path: path, line: { $0 }).check(document: PolicyTestKeys.Tree(node))
            let tests = node.mapping == nil ? node : node["tests"]
            try reader.readDocument(json, lines: tests?.sequence?.map { $0.mark?.line ?? 1 } ?? [])
        case .json: try reader.readDocument(text, checksKeys: true)
        case .lines: try reader.readLines(text)
        }
        self.reader = reader
    }

    /// Policies that the file defines and no test uses.
    func unusedPolicies() throws(InputError) -> [AttachedPolicy] { try reader.unusedPolicies() }

    private static func form(of text: String, path: String) -> Form {
        guard path == "-" else {
            switch URL(fileURLWithPath: path).pathExtension.lowercased() {
            case "yaml", "yml": return .yaml
            case "json": return .json
            default: return .lines
            }
        }
        let lines = text.split(separator: "\n").lazy.map { $0.drop(while: \.isWhitespace) }
        let first = lines.first { !$0.isEmpty && !$0.hasPrefix("#") }?.first
        if first == "[" { return .json }
        guard first == "{" || first == nil else { return .yaml }
        // One object over all of the text is a document, one a line are tests.
        let whole = try? JSONReader.read(text, limits: JSONReader.Limits(bytes: PolicyInput.maximumSize, depth: 64))
        return whole?["tests"] == nil ? .lines : .json
    }
}
