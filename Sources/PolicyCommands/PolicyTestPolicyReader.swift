import CommandIO
import Foundation
import IAMPolicy

/// Reads the policies of a test: written in place, named from the file's `policies`, or in a file of their own.
struct PolicyTestPolicyReader {
    let library: [String: JSONSlice]
    let path: String
    let place: String
    /// What IAM would say about policies that it refuses.
    private(set) var refusals: [String] = []
    /// Names of the file's policies that were read.
    private(set) var used: Set<String> = []

    init(library: [String: JSONSlice], path: String, place: String) {
        self.library = library
        self.path = path
        self.place = place
    }

    mutating func policies(_ slice: JSONSlice?, defaults: JSONSlice?, action: String) throws(InputError) -> PolicySet {
        func field(_ name: String) -> JSONSlice? {
            (slice?[name] ?? defaults?[name]).flatMap { $0.isNull ? nil : $0 }
        }
        let resourceKind: PolicyKind = action.lowercased().hasPrefix("sts:") ? .trust : .resource
        var levels: [[AttachedPolicy]] = []
        for level in field("serviceControl")?.elements ?? [] {
            levels.append(try read(level, .serviceControl, "service control"))
        }
        return PolicySet(
            identity: try read(field("identity"), .managed, "identity"),
            resource: try read(field("resource"), resourceKind, "resource").first,
            session: try read(field("session"), .session, "session"),
            boundaries: try read(field("boundaries"), .permissionsBoundary, "boundary"),
            serviceControl: levels
        )
    }

    private mutating func read(
        _ slice: JSONSlice?, _ kind: PolicyKind, _ role: String
    ) throws(InputError) -> [AttachedPolicy] {
        var policies: [AttachedPolicy] = []
        let elements = slice?.elements ?? []
        for (index, element) in elements.enumerated() {
            let name = elements.count == 1 ? role : "\(role) \(index + 1)"
            policies.append(try policy(element, kind, name: name))
        }
        return policies
    }

    private mutating func policy(
        _ slice: JSONSlice, _ kind: PolicyKind, name: String
    ) throws(InputError) -> AttachedPolicy {
        guard let reference = slice.string else { return try parse(slice.sourceText, kind, name: name) }
        if let named = library[reference] {
            used.insert(reference)
            guard let file = named.string else { return try parse(named.sourceText, kind, name: reference) }
            return try parse(try text(ofFile: file), kind, name: reference)
        }
        return try parse(try text(ofFile: reference), kind, name: reference)
    }

    /// One of the policies that the file defines.
    mutating func policy(named name: String) throws(InputError) -> AttachedPolicy {
        guard let named = library[name] else { throw InputError("\(place): there is no policy \(name)") }
        guard let file = named.string else { return try parse(named.sourceText, .managed, name: name) }
        return try parse(try text(ofFile: file), .managed, name: name)
    }

    /// Reads a file; its path is relative to the test file.
    private func text(ofFile file: String) throws(InputError) -> String {
        let base = URL(fileURLWithPath: path).deletingLastPathComponent()
        return try PolicyInput.text(atPath: URL(fileURLWithPath: file, relativeTo: base).path)
    }

    private mutating func parse(_ text: String, _ kind: PolicyKind, name: String) throws(InputError) -> AttachedPolicy {
        do throws(PolicyError) {
            let document = try PolicyDocument(simulating: text, kind: kind)
            if let error = document.findings.first(where: { $0.severity == .error }) {
                refusals.append("\(name): \(error.message)")
            }
            return AttachedPolicy(name: name, document: document)
        } catch {
            throw InputError("\(place): policy \(name): \(error)")
        }
    }
}
