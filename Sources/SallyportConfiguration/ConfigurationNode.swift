import Foundation
import Keys
import Yams

/// A place in a configuration file: its value, its key path and its line, so that every complaint can say where.
struct ConfigurationNode {
    /// The file.
    let source: String
    /// The keys and indices that lead here.
    let path: String
    /// The files that were read for it.
    let files: ConfigurationFiles
    private let node: Node
    private let overlay: EnvironmentOverlay
    /// The environment variable that it comes from, with the path that it stands for; nil when the file says it.
    private let origin: (variable: String, path: String)?

    /// Reads the document element of a YAML file, and puts what the environment says in the place of what is written there.
    init(
        parsing text: String, source: String, overlay: EnvironmentOverlay = .none
    ) throws(BrokerConfigurationError) {
        let files = ConfigurationFiles()
        files.note(Array(text.utf8), of: source)
        let node = try Self.compose(text, source: source)
        self.init(source: source, path: "", files: files, node: try overlay.applied(to: node), overlay: overlay)
    }

    /// Reads the document element of YAML; nothing is asked of what the keys are.
    static func compose(_ text: String, source: String) throws(BrokerConfigurationError) -> Node {
        do throws(YAMLKeys.Fault) {
            try YAMLKeys.check(text)
        } catch {
            throw BrokerConfigurationError(source: source, line: error.line, key: "", reason: "\(error)")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw Self.describe(error, source: source)
        }
        guard let node else {
            throw BrokerConfigurationError(
                source: source, key: "", reason: "the file is empty; see docs/configuration.md")
        }
        var count = 0
        try ConfigurationNode(source: source, path: "", files: ConfigurationFiles(), node: node, overlay: .none)
            .checkForDuplicates(&count, depth: 0)
        return node
    }

    /// Values of a file at most, with everything that aliases repeat: a few lines can stand for billions.
    private static let maximumValues = 1_000_000
    /// Levels of nesting at most; aliases nest without a bound otherwise.
    private static let maximumDepth = 100

    /// Without the text of the file, which the error would quote.
    private static func describe(_ error: any Error, source: String) -> BrokerConfigurationError {
        guard let error = error as? YamlError else {
            return BrokerConfigurationError(source: source, key: "", reason: "not YAML: \(error)")
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return BrokerConfigurationError(source: source, line: mark.line, key: "", reason: "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            return BrokerConfigurationError(
                source: source, line: context.mark.line, key: duplicates.joined(separator: ", "),
                reason: "the key stands twice")
        default:
            return BrokerConfigurationError(source: source, key: "", reason: "not YAML")
        }
    }

    private init(
        source: String, path: String, files: ConfigurationFiles, node: Node, overlay: EnvironmentOverlay,
        origin: (variable: String, path: String)? = nil
    ) {
        self.source = source
        self.path = path
        self.files = files
        self.node = node
        self.overlay = overlay
        self.origin = overlay.variables[path].map { ($0, path) } ?? origin
    }

    /// The environment variable that says it; nil when the file does.
    var variable: String? { origin?.variable }

    /// The line of the file, from 1; nil when the environment says it.
    var line: Int? { origin == nil ? node.mark?.line : nil }

    /// An error about this place.
    func error(_ reason: String) -> BrokerConfigurationError {
        guard let origin else {
            return BrokerConfigurationError(source: source, line: line, key: path, reason: reason)
        }
        let key = origin.variable + path.dropFirst(origin.path.count)
        return BrokerConfigurationError(source: EnvironmentOverlay.source, key: key, reason: reason)
    }

    /// What `body` gives; an error of it becomes one about this place.
    func reported<Value>(_ body: () throws -> Value) throws(BrokerConfigurationError) -> Value {
        do {
            return try body()
        } catch {
            throw self.error("\(error)")
        }
    }

    /// Yams refuses equal keys, but takes `1` and `"1"` for two; a reader of the file may believe in either.
    ///
    /// It is the first that walks through the whole file, and so keeps its bounds as well.
    private func checkForDuplicates(_ count: inout Int, depth: Int) throws(BrokerConfigurationError) {
        count += 1
        guard count <= Self.maximumValues, depth <= Self.maximumDepth else {
            throw BrokerConfigurationError(
                source: source, line: node.mark?.line, key: "",
                reason: "with its aliases written out, the file holds more than \(Self.maximumValues) values or "
                    + "\(Self.maximumDepth) levels; use fewer aliases")
        }
        var seen: Set<String> = []
        for (name, child) in isMapping ? try entries() : [] {
            guard seen.insert(name).inserted else { throw child.error("the key stands twice") }
            try child.checkForDuplicates(&count, depth: depth + 1)
        }
        for element in node.sequence == nil ? [] : try elements() {
            try element.checkForDuplicates(&count, depth: depth + 1)
        }
    }

    private func child(_ path: String, _ node: Node) -> ConfigurationNode {
        ConfigurationNode(source: source, path: path, files: files, node: node, overlay: overlay, origin: origin)
    }

    private func join(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// The value of a key, nil when it is absent or null.
    func optional(_ key: String) -> ConfigurationNode? {
        guard let value = node.mapping?[Node(key)], !value.isNull else { return nil }
        return child(join(key), value)
    }

    /// The value of a key where it stands, null as well: for sections which mean something by being there.
    func written(_ key: String) -> ConfigurationNode? { node.mapping?[Node(key)].map { child(join(key), $0) } }

    /// The value of a key that must be there.
    func required(_ key: String) throws(BrokerConfigurationError) -> ConfigurationNode {
        guard let value = optional(key) else { throw error("the key \(key) is missing") }
        return value
    }

    /// The elements of a list.
    func elements() throws(BrokerConfigurationError) -> [ConfigurationNode] {
        guard let sequence = node.sequence else { throw error("expected a list") }
        return sequence.enumerated().map { child("\(path)[\($0)]", $1) }
    }

    /// The entries of a mapping in file order.
    func entries() throws(BrokerConfigurationError) -> [(key: String, value: ConfigurationNode)] {
        guard let mapping = node.mapping else { throw error("expected a mapping") }
        return mapping.map { key, value in
            let name = key.scalar?.string ?? "?"
            return (name, child(join(name), value))
        }
    }

    /// A text that is not empty.
    func string() throws(BrokerConfigurationError) -> String {
        guard let scalar = node.scalar else { throw error("expected a text") }
        guard !scalar.string.isEmpty else { throw error("the text is empty") }
        return scalar.string
    }

    /// A list of texts.
    func strings() throws(BrokerConfigurationError) -> [String] {
        var values: [String] = []
        for element in try elements() { values.append(try element.string()) }
        return values
    }

    /// A whole number within bounds.
    func integer(in bounds: ClosedRange<Int>) throws(BrokerConfigurationError) -> Int {
        guard let text = node.scalar?.string, let value = Int(text), bounds.contains(value) else {
            throw error("expected a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
        }
        return value
    }

    /// `true` or `false`.
    func boolean() throws(BrokerConfigurationError) -> Bool {
        switch node.scalar?.string {
        case "true": return true
        case "false": return false
        default: throw error("expected true or false")
        }
    }

    /// One of a few words.
    func word<Value>(_ words: [String: Value]) throws(BrokerConfigurationError) -> Value {
        guard let text = node.scalar?.string, let value = words[text] else {
            throw error("expected one of \(words.keys.sorted().joined(separator: ", "))")
        }
        return value
    }

    /// Whether it is a mapping rather than a text.
    var isMapping: Bool { node.mapping != nil }

    /// Whether it is a list.
    var isList: Bool { node.sequence != nil }

    /// Whether it is as if the key were absent.
    var isNull: Bool { node.isNull }

    /// The mapping as JSON, for policies that are written in place.
    ///
    /// Texts stay texts whatever YAML would make of them.
    func json() throws(BrokerConfigurationError) -> String {
        do {
            let data = try JSONSerialization.data(
                withJSONObject: jsonObject(node), options: [.sortedKeys, .withoutEscapingSlashes])
            return String(decoding: data, as: UTF8.self)
        } catch {
            throw self.error("can't be written as JSON")
        }
    }

    private func jsonObject(_ node: Node) -> Any {
        if let mapping = node.mapping {
            return Dictionary(
                mapping.map { ($0.scalar?.string ?? "", jsonObject($1)) }, uniquingKeysWith: { first, _ in first })
        }
        if let sequence = node.sequence { return sequence.map(jsonObject) }
        return node.scalar?.string ?? ""
    }

    /// A path, taken relative to the folder of the file; that of a variable to the working directory.
    func filePath() throws(BrokerConfigurationError) -> String {
        let text = try string()
        if text.hasPrefix("/") { return text }
        guard origin == nil else { return URL(fileURLWithPath: text).path }
        return URL(fileURLWithPath: source).deletingLastPathComponent().appendingPathComponent(text).path
    }

    /// The bytes of the file that the value names.
    func fileContents(limit: Int = 10_000_000) throws(BrokerConfigurationError) -> [UInt8] {
        try contents(of: try filePath(), limit: limit)
    }

    /// The bytes of a file that the value leads to.
    func contents(of path: String, limit: Int) throws(BrokerConfigurationError) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else { throw error("can't read the file \(path)") }
        guard data.count <= limit else { throw error("the file \(path) is larger than \(limit) bytes") }
        let bytes = Array(data)
        files.note(bytes, of: path)
        return bytes
    }

    /// The bytes of a file with a private key, which others must not be able to use.
    func secretContents(groupReads: Bool) throws(BrokerConfigurationError) -> [UInt8] {
        let path = try filePath()
        let bytes = try reported { try SecretFileReader(groupReads: groupReads).read(path, limit: 100_000) }
        files.note(bytes, of: path)
        return bytes
    }

    /// An http or https URL without user, query and fragment.
    func url() throws(BrokerConfigurationError) -> URL {
        let text = try string()
        guard let url = URL(string: text), let scheme = url.scheme, ["http", "https"].contains(scheme),
            let host = url.host,
            !host.isEmpty, url.user == nil, url.query == nil, url.fragment == nil
        else { throw error("expected an http or https URL; it is \(text)") }
        return url
    }
}
