import CommandIO
import Foundation
import IAMPolicy

/// A file of policy tests, as JSON lines, JSON or YAML.
struct PolicyTestFile {
    let path: String
    let cases: [PolicyTestCase]

    /// Reads a file; the ending `.yaml`, `.yml` or `.json` tells its form, anything else is JSON lines.
    init(path: String) throws(InputError) {
        self.path = path
        let text = try PolicyInput.text(atPath: path)
        var reader = PolicyTestReader(path: path)
        switch URL(fileURLWithPath: path).pathExtension.lowercased() {
        case "yaml", "yml":
            let node = try YAMLText.compose(text, path: path)
            let json = try YAMLText.json(from: node, path: path)
            try PolicyTestKeys(path: path, line: { $0 }).check(document: PolicyTestKeys.Tree(node))
            try reader.readDocument(json)
        case "json": try reader.readDocument(text, checksKeys: true)
        default: try reader.readLines(text)
        }
        cases = reader.cases
    }
}
