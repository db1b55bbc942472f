import CommandIO
import IAMPolicy

/// Reads the files that policy commands take.
enum PolicyInput {
    static let maximumSize = 64 * 1024 * 1024

    /// Reads a file as text, `-` being standard input.
    static func text(atPath path: String) throws(InputError) -> String {
        let bytes = try InputFile.bytes(of: path, limit: maximumSize)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw InputError("\(path): not valid UTF-8")
        }
        return text
    }

    /// Reads a policy that may contain what IAM would refuse to store.
    static func policy(atPath path: String, kind: PolicyKind) throws(InputError) -> AttachedPolicy {
        try policy(try text(atPath: path), path: path, kind: kind)
    }

    /// Reads the text of such a policy.
    static func policy(_ text: String, path: String, kind: PolicyKind) throws(InputError) -> AttachedPolicy {
        do throws(PolicyError) {
            return AttachedPolicy(name: path, document: try PolicyDocument(simulating: text, kind: kind))
        } catch {
            throw InputError("\(path):\(error)")
        }
    }
}
