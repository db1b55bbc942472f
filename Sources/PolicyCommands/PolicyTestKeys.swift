import CommandIO
import Encodings
import IAMPolicy
import Yams

/// Sees that a file of policy tests has no keys that mean nothing: a test whose context is misspelt would pass for the wrong
/// reason.
struct PolicyTestKeys {
    /// A document as far as its keys go; places are turned into lines when something is wrong.
    indirect enum Tree {
        case object([(key: String, place: Int, value: Tree)])
        case list([Tree])
        case other
    }

    let path: String
    /// Refuses only what looks like a misspelling: records that others made may have members of their own.
    var allowsOthers = false
    let line: (Int) -> Int

    private static let requestKeys = [
        "principal", "action", "resource", "resourceAccount", "context", "principalKeys",
    ]
    private static let policyKeys = ["identity", "resource", "session", "boundaries", "serviceControl"]
    private static let defaultKeys = requestKeys + ["request", "policies", "expected"]
    private static let caseKeys =
        defaultKeys + ["id", "name", "source", "kind", "tags", "document", "blockedBy"]

    /// A whole document.
    ///
    /// Throws `InputError` with file, line and the key that was probably meant.
    func check(document: Tree) throws(InputError) {
        guard case .object(let members) = document else { return try check(cases: document) }
        try check(members, ["policies", "defaults", "tests"], "")
        for (key, _, value) in members {
            if key == "defaults" { try check(one: value, Self.defaultKeys, "defaults") }
            if key == "tests" { try check(cases: value) }
        }
    }

    /// One test.
    ///
    /// Throws `InputError` like the other.
    func check(case test: Tree) throws(InputError) { try check(one: test, Self.caseKeys, "the test") }

    private func check(cases: Tree) throws(InputError) {
        guard case .list(let tests) = cases else { return try check(case: cases) }
        for test in tests { try check(case: test) }
    }

    private func check(one: Tree, _ known: [String], _ place: String) throws(InputError) {
        guard case .object(let members) = one else { return }
        try check(members, known, place)
        for (key, _, value) in members {
            guard case .object(let inner) = value else { continue }
            if key == "request" { try check(inner, Self.requestKeys, "request") }
            if key == "policies" { try check(inner, Self.policyKeys, "policies") }
        }
    }

    private func check(
        _ members: [(key: String, place: Int, value: Tree)], _ known: [String], _ place: String
    ) throws(InputError) {
        for (key, offset, _) in members where !known.contains(key) {
            let nearest = NearestTexts.texts(to: key, among: known).first
            if allowsOthers, nearest == nil { continue }
            let hint =
                nearest.map { "; did you mean \($0)?" } ?? "; there are \(known.sorted().joined(separator: ", "))"
            let whose = place.isEmpty ? "" : " in \(place)"
            throw InputError("\(path):\(line(offset)): unknown key \(key)\(whose)\(hint)")
        }
    }
}

extension PolicyTestKeys.Tree {
    /// A JSON value; places are offsets in its text.
    init(_ node: JSONNode) {
        if let members = node.members {
            self = .object(members.map { ($0.key, $0.keyStart, Self($0.node)) })
        } else if let elements = node.elements {
            self = .list(elements.map(Self.init))
        } else {
            self = .other
        }
    }

    /// A YAML value, whose depth and size were bounded before; places are lines.
    init(_ node: Node) {
        if let mapping = node.mapping {
            self = .object(mapping.map { ($0.scalar?.string ?? "", $0.mark?.line ?? 1, Self($1)) })
        } else if let sequence = node.sequence {
            self = .list(sequence.map(Self.init))
        } else {
            self = .other
        }
    }
}
