import CommandIO
import IAMPolicy

/// Reads test cases from JSON.
struct PolicyTestReader {
    private static let limits = JSONReader.Limits(bytes: PolicyInput.maximumSize, depth: 64)

    private(set) var cases: [PolicyTestCase] = []
    let path: String
    /// Policies that the file defines once and tests name.
    private var library: [String: JSONSlice] = [:]
    private var defaults: JSONSlice?
    /// Names of those policies that tests use.
    private var usedPolicies: Set<String> = []

    init(path: String) {
        self.path = path
    }

    /// Reads one object a line; empty lines and lines that begin with `#` are skipped.
    mutating func readLines(_ text: String) throws(InputError) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = String(line)
            guard let first = line.first(where: { !$0.isWhitespace }), first != "#" else { continue }
            let slice = try parse(line, place: "\(path):\(index + 1)")
            try PolicyTestKeys(path: path, allowsOthers: true, line: { _ in index + 1 })
                .check(case: PolicyTestKeys.Tree(slice.node))
            try readCase(slice, number: index + 1, line: index + 1)
        }
    }

    /// Reads a list of cases, or an object with `tests` and, for all of them, `policies` and `defaults`.
    ///
    /// - Parameters:
    ///   - checksKeys: keys that mean nothing are refused here, not before.
    ///   - lines: where the cases stand, when the text is not what the file holds.
    mutating func readDocument(
        _ text: String, checksKeys: Bool = false, lines: [Int]? = nil
    ) throws(InputError) {
        let document = try parse(text, place: path)
        if checksKeys {
            try PolicyTestKeys(path: path, line: { SourcePosition(offset: $0, in: text).line })
                .check(document: PolicyTestKeys.Tree(document.node))
        }
        var tests = document
        if document.node.members != nil {
            guard let list = document["tests"] else {
                throw InputError("\(path): there is no \"tests\"")
            }
            for member in document["policies"]?.node.members ?? [] {
                library[member.key] = JSONSlice(node: member.node, text: text)
            }
            defaults = document["defaults"]
            tests = list
        }
        let map = SourceMap(text)
        for (index, element) in tests.elements.enumerated() {
            let line = lines.map { index < $0.count ? $0[index] : 1 } ?? map.position(atOffset: element.node.start).line
            try readCase(element, number: index + 1, line: line)
        }
    }

    private func parse(_ text: String, place: String) throws(InputError) -> JSONSlice {
        do throws(JSONSyntaxError) {
            return JSONSlice(node: try JSONReader.read(text, limits: Self.limits), text: text)
        } catch {
            let position = SourcePosition(offset: error.offset, in: text)
            throw InputError("\(place):\(position): \(error.reason)")
        }
    }

    private mutating func readCase(_ slice: JSONSlice, number: Int, line: Int) throws(InputError) {
        let name = [slice["id"]?.string, slice["name"]?.string].compactMap { $0 }.joined(separator: " ")
        let title = name.isEmpty ? "test \(number)" : name
        if let document = slice["document"] {
            try readValidation(slice, document, title, line: line)
        } else {
            try readDecisions(slice, title, line: line)
        }
    }

    private mutating func readValidation(
        _ slice: JSONSlice, _ document: JSONSlice, _ title: String, line: Int
    ) throws(InputError) {
        let kind = slice["kind"]?.string.flatMap(PolicyKind.init(rawValue:)) ?? .managed
        let message = slice["expected"]?.string ?? slice["expected"]?["message"]?.string
        let check = PolicyTestCase.Check.validation(
            text: document.string ?? document.sourceText, kind, expectedMessage: message)
        cases.append(PolicyTestCase(name: title, line: line, check: check, refusals: []))
    }

    private mutating func readDecisions(_ slice: JSONSlice, _ title: String, line: Int) throws(InputError) {
        let place = "\(path): \(title)"
        guard let expectedText = slice["expected"]?.string ?? defaults?["expected"]?.string,
            let expected = PolicyDecision.Effect(rawValue: expectedText)
        else {
            throw InputError("\(place): \"expected\" is Allowed, ExplicitlyDenied or ImplicitlyDenied")
        }
        let reader = PolicyTestRequestReader(slice: slice, defaults: defaults, place: place)
        let contexts = try reader.contexts()
        for context in contexts {
            var policyReader = PolicyTestPolicyReader(library: library, path: path, place: place)
            let policies = try policyReader.policies(
                slice["policies"], defaults: defaults?["policies"], action: context.action)
            usedPolicies.formUnion(policyReader.used)
            let name = contexts.count == 1 ? title : "\(title) (\(context.action) on \(context.resource))"
            let blockedBy = slice["blockedBy"].flatMap { $0.isNull ? nil : $0.strings }
            let check = PolicyTestCase.Check.decision(policies, context, expected: expected, blockedBy: blockedBy)
            cases.append(PolicyTestCase(name: name, line: line, check: check, refusals: policyReader.refusals))
        }
    }

    /// Policies that the file defines and no test uses.
    func unusedPolicies() throws(InputError) -> [AttachedPolicy] {
        var reader = PolicyTestPolicyReader(library: library, path: path, place: path)
        var unused: [AttachedPolicy] = []
        for name in library.keys.sorted() where !usedPolicies.contains(name) {
            unused.append(try reader.policy(named: name))
        }
        return unused
    }
}
