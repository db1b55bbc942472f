import IAMPolicy

/// A problem with a file that the user named: it is printed and ends the command with exit code 2.
struct PolicyInputError: Error, CustomStringConvertible {
    let description: String
}

/// Reads the files that policy commands take.
enum PolicyInput {
    static let maximumSize = 64 * 1024 * 1024

    /// Reads a file as text, `-` being standard input.
    static func text(atPath path: String) throws(PolicyInputError) -> String {
        guard let text = String(validating: try bytes(atPath: path), as: UTF8.self) else {
            throw PolicyInputError(description: "\(path): not valid UTF-8")
        }
        return text
    }

    private static func bytes(atPath path: String) throws(PolicyInputError) -> [UInt8] {
        do throws(InputFile.Failure) {
            return try InputFile.bytes(of: path, limit: maximumSize)
        } catch {
            throw PolicyInputError(description: "\(error)")
        }
    }

    /// Reads a policy that may contain what IAM would refuse to store.
    static func policy(atPath path: String, kind: PolicyKind) throws(PolicyInputError) -> AttachedPolicy {
        let text = try text(atPath: path)
        do throws(PolicyError) {
            return AttachedPolicy(name: path, document: try PolicyDocument(simulating: text, kind: kind))
        } catch {
            throw PolicyInputError(description: "\(path):\(error)")
        }
    }

    /// Runs the body of a command; input errors are printed and become exit code 2.
    static func run(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as PolicyInputError {
            throw Terminal.fail(error.description)
        }
    }
}
