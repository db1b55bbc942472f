import Encodings
import Foundation
import IAMPolicy

extension FuzzTarget {
    private static let requests: [RequestContext] = [
        RequestContext(principal: .anonymous, action: "", resource: ""),
        RequestContext(
            principal: .service("lambda.amazonaws.com"), action: "s3:GetObject", resource: "arn:aws:s3:::b/k",
            keys: ["k": ["", "a"], "aws:SourceIp": ["192.0.2.1"], "aws:CurrentTime": ["2026-01-01T00:00:00Z"]]),
        RequestContext(
            principal: .account(id: "123456789012", partition: "aws"), action: "sts:AssumeRole",
            resource: "arn:aws:iam::123456789012:role/r", keys: ["k": ["999999999999999999999999"], "a": ["*?${}"]]),
    ]

    /// Policies as text: whatever is read means the same when it is written in another way.
    static let policy = FuzzTarget(name: "policy", dictionary: "policy") {
        PolicySeeds.all.map { Array($0.utf8) }
    } prepare: {
        { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else {
                hold((try? PolicyDocument(parsingUTF8: bytes, kind: .managed)) == nil, "what is not UTF-8 is read")
                return
            }
            guard let node = try? JSONReader.read(text) else {
                hold((try? PolicyDocument(simulating: text, kind: .managed)) == nil, "what is not JSON is read")
                return
            }
            let written = JSONWriter.text(of: node)
            for kind in PolicyKind.allCases { check(text, writtenAs: written, kind) }
        }
    }

    private static func check(_ text: String, writtenAs written: String, _ kind: PolicyKind) {
        let findings = PolicyDocument.findings(in: text, kind: kind)
        for finding in findings { hold(!finding.description.isEmpty, "a finding that says nothing") }
        // Escapes can be longer than what they stand for.
        guard written.utf8.count <= 131_072 else { return }
        let stored = try? PolicyDocument(parsing: text, kind: kind)
        hold(stored == nil || stored?.statements.isEmpty == false, "a policy without a statement")
        guard let policy = try? PolicyDocument(simulating: text, kind: kind) else {
            hold(
                (try? PolicyDocument(simulating: written, kind: kind)) == nil,
                "\(kind) is read when it is written again")
            return
        }
        guard let again = try? PolicyDocument(simulating: written, kind: kind) else {
            fatalError("\(kind) is not read when it is written again: \(written)")
        }
        hold(policy.statements.map(\.actions) == again.statements.map(\.actions), "other actions")
        hold(policy.statements.map(\.resources) == again.statements.map(\.resources), "other resources")
        let errors = findings.filter { $0.severity == .error }.map(\.code)
        let errorsAgain = again.findings.filter { $0.severity == .error }.map(\.code)
        hold(stored == nil ? !errors.isEmpty : errors.isEmpty, "errors \(errors) and it is \(stored as Any)")
        // Size and characters are those of the text, so these alone may differ.
        let differences = Set(errors).symmetricDifference(errorsAgain)
        hold(differences.isSubset(of: [.tooLong, .character]), "\(errors), then \(errorsAgain)")
        _ = PolicySummary(policy)
        _ = PolicyDocument.contextKeys(referencedBy: [policy])
        for request in requests {
            let before = policy.evaluateTrust(request)
            hold(!before.explanation.isEmpty, "a decision without an explanation")
            hold(before.effect == again.evaluateTrust(request).effect, "another decision")
        }
    }
}
