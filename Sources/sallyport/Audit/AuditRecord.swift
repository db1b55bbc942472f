import CommandIO
import Foundation
import IAMPolicy
import SAML2

/// A line of the audit trail, read as JSON of any shape that has a name and a time.
struct AuditRecord {
    /// The line as it was.
    let line: [UInt8]
    let root: JSONNode
    let name: String
    let time: String

    init(_ line: [UInt8]) throws(InputError) {
        guard let text = String(validating: line, as: UTF8.self) else { throw InputError("not UTF-8") }
        do throws(JSONSyntaxError) {
            root = try JSONReader.read(text, limits: .init(bytes: LineReader.limit, takesManyMarks: true))
        } catch {
            throw InputError("not JSON: \(error.reason) (byte \(error.offset + 1))")
        }
        guard let name = root["eventName"]?.string, let time = root["eventTime"]?.string else {
            throw InputError("without eventName and eventTime")
        }
        self.line = line
        self.name = name
        self.time = time
    }

    var instant: Date? { SAMLInstant.parse(time) }
    var errorCode: String? { root["errorCode"]?.string }
    var errorMessage: String? { root["errorMessage"]?.string }

    /// Refusals have a code, a message, or, at the sign-in, a result that says so.
    var isDenied: Bool {
        errorCode != nil || errorMessage != nil || root["responseElements"]?["ConsoleLogin"]?.string == "Failure"
    }

    /// The role that was asked for, whether there is one or not; of several the first.
    var requestedRole: String? {
        root["requestParameters"]?["roleArn"]?.string
            ?? root["requestParameters"]?["roleArns"]?.elements?.first?.string
    }

    /// The session name that was asked for.
    var sessionName: String? { root["requestParameters"]?["roleSessionName"]?.string }

    /// What callers were given as request ids: several when refusals were counted.
    var requestIDs: [String] {
        [root["requestID"]?.string].compactMap(\.self)
            + (root["additionalEventData"]?["requestIDs"]?.elements ?? []).compactMap(\.string)
    }

    /// ARNs of the entities that it is about, those that were asked for included.
    var resources: [String] {
        let known = (root["resources"]?.elements ?? []).compactMap { $0["ARN"]?.string }
        let asked = (root["requestParameters"]?.members ?? [])
            .flatMap { [$0.node.string].compactMap(\.self) + ($0.node.elements ?? []).compactMap(\.string) }
            .filter { $0.hasPrefix("arn:") }
        let seen = Set(known)
        return known + asked.filter { !seen.contains($0) }
    }

    /// The texts of all members with one of these names, at any depth below `node`.
    static func texts(named names: Set<String>, in node: JSONNode?) -> [String] {
        switch node?.value {
        case .object(let members):
            members.flatMap { member in
                (names.contains(member.key) ? member.node.string.map { [$0] } ?? [] : [])
                    + texts(named: names, in: member.node)
            }
        case .array(let elements): elements.flatMap { texts(named: names, in: $0) }
        default: []
        }
    }
}
