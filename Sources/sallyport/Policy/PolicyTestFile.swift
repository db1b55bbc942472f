import Foundation
import IAMPolicy

/// A file of policy tests, as JSON lines, JSON or YAML.
struct PolicyTestFile {
    let path: String
    let cases: [PolicyTestCase]

    /// Reads a file; the ending `.yaml`, `.yml` or `.json` tells its form, anything else is JSON lines.
    init(path: String) throws(PolicyInputError) {
        self.path = path
        let text = try PolicyInput.text(atPath: path)
        var reader = PolicyTestReader(path: path)
        switch URL(fileURLWithPath: path).pathExtension.lowercased() {
        case "yaml", "yml": try reader.readDocument(try YAMLText.json(from: text, path: path))
        case "json": try reader.readDocument(text)
        default: try reader.readLines(text)
        }
        cases = reader.cases
    }
}
