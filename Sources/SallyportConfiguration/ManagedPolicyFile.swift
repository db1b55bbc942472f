import Accounts
import Encodings
import IAMPolicy
import SAML2

/// A file with a managed policy of AWS: the policy itself, or what `aws iam get-policy-version` prints, with what `aws iam
/// get-policy` prints in the same object where somebody has put it there.
struct ManagedPolicyFile {
    /// What is wrong with a file.
    struct Fault: Error {
        let reason: String
    }

    let policy: AWSManagedPolicy

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - name: that of the file, without its ending.
    ///   - path: that of its folder, from the top of all policies.
    init(_ bytes: [UInt8], name: String, path: String) throws(Fault) {
        let root = try Self.json(bytes)
        let version = root["PolicyVersion"]
        guard let document = version == nil ? root : version?["Document"] else {
            throw Fault(reason: "PolicyVersion has no Document")
        }
        let details = root["Policy"]
        policy = AWSManagedPolicy(
            name: try Self.checked(name: name, details), path: try Self.checked(path: path, details),
            uniqueID: try Self.uniqueID(details), description: try Self.text("Description", of: details, atMost: 1_000),
            document: try Self.checked(document: document.sourceText), versionID: try Self.versionID(version),
            createDate: try Self.date("CreateDate", of: details) ?? AWSManagedPolicy.builtInDate,
            updateDate: try Self.date("CreateDate", of: version))
    }

    private static func json(_ bytes: [UInt8]) throws(Fault) -> JSONSlice {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Fault(reason: "the file is not UTF-8") }
        let node: JSONNode
        do throws(JSONSyntaxError) {
            node = try JSONReader.read(text, limits: JSONReader.Limits(bytes: ManagedPoliciesReader.mostBytes))
        } catch {
            throw Fault(reason: "not JSON: \(error)")
        }
        guard node.members != nil else { throw Fault(reason: "expected a JSON object") }
        return JSONSlice(node: node, text: text)
    }

    // MARK: Name and path

    private static func checked(name: String, _ details: JSONSlice?) throws(Fault) -> String {
        guard (1...128).contains(name.utf8.count), name.utf8.allSatisfy(EntityName.isNameByte) else {
            throw Fault(reason: "the name of a policy has 1 to 128 of letters, digits and _+=,.@-")
        }
        guard let own = try text("PolicyName", of: details, atMost: 128), own != name else { return name }
        throw Fault(reason: "the file has another name than the policy in it, \(own.printable(limit: 128))")
    }

    /// The path of the folder; at the top, what the file says.
    private static func checked(path: String, _ details: JSONSlice?) throws(Fault) -> String {
        let own = try text("Path", of: details, atMost: 512)
        guard let own, own != path else {
            guard EntityName.isPath(path) else { throw Fault(reason: "the folders are no path of a policy") }
            return path
        }
        guard path == "/" else {
            throw Fault(reason: "the folder is not the path of the policy in it, \(own.printable(limit: 512))")
        }
        guard EntityName.isPath(own) else { throw Fault(reason: "Path is no path of a policy") }
        return own
    }

    // MARK: Members

    private static func uniqueID(_ details: JSONSlice?) throws(Fault) -> String? {
        guard let id = try text("PolicyId", of: details, atMost: 128) else { return nil }
        guard id.hasPrefix("ANPA"), id.utf8.count >= 16, id.utf8.allSatisfy(ASCII.isLetterOrDigit) else {
            throw Fault(reason: "expected ANPA… in PolicyId")
        }
        return id
    }

    private static func versionID(_ version: JSONSlice?) throws(Fault) -> String {
        guard let id = try text("VersionId", of: version, atMost: 16) else { return "v1" }
        let number = id.utf8.dropFirst()
        guard id.utf8.first == UInt8(ascii: "v"), (1...9).contains(number.count), number.allSatisfy(ASCII.isDigit),
            number.first != UInt8(ascii: "0")
        else { throw Fault(reason: "expected v1, v2, … in VersionId") }
        return id
    }

    private static func date(_ member: String, of object: JSONSlice?) throws(Fault) -> Timestamp? {
        guard let text = try text(member, of: object, atMost: 64) else { return nil }
        guard let date = SAMLInstant.parse(text) else {
            throw Fault(reason: "expected a time such as 2026-01-31T12:00:00Z in \(member)")
        }
        return Timestamp(roundingDown: date)
    }

    private static func text(_ member: String, of object: JSONSlice?, atMost limit: Int) throws(Fault) -> String? {
        guard let value = object?[member], !value.isNull else { return nil }
        guard let text = value.string, (1...limit).contains(text.utf8.count) else {
            throw Fault(reason: "expected a text of 1 to \(limit) bytes in \(member)")
        }
        return text
    }

    /// What IAM would store, but for its length: AWS's policies may be longer.
    private static func checked(document text: String) throws(Fault) -> String {
        let errors = PolicyDocument.findings(in: text, kind: .managed).filter {
            $0.severity == .error && $0.code != .tooLong
        }
        if let error = errors.first { throw Fault(reason: error.description) }
        return text
    }
}
