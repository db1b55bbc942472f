import Encodings

/// IAM's checks of resource ARNs.
///
/// IAM looks at all `Resource` elements, then at all `NotResource` elements. A form that it no longer takes is refused
/// at once; other mistakes it reports later, the last element's, and of a list the first in byte order.
struct ResourceChecks {
    private let validator: PolicyValidator
    private(set) var legacy: [PolicyFinding] = []
    /// Those of each element, in the order in which the elements are looked at.
    private var formatOfElements: [[PolicyFinding]] = []
    var format: [PolicyFinding] { Array(formatOfElements.reversed().joined()) }

    init(_ validator: PolicyValidator) {
        self.validator = validator
        guard validator.document.kind.hasResources, validator.document.kind != .resource else { return }
        let statements = validator.document.statements
        for statement in statements where !statement.isNotResource { check(statement) }
        for statement in statements where statement.isNotResource { check(statement) }
    }

    private mutating func check(_ statement: PolicyStatement) {
        if statement.locatedResources.allSatisfy({ $0.text.withBytes(Self.isPlainlyRight) }) { return }
        let found = statement.locatedResources
            .sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
            .compactMap { resource in
                Self.message(about: resource.text).map {
                    validator.finding(.resource, $0, detail: resource.text, at: resource.offset)
                }
            }
        if !found.isEmpty { formatOfElements.append(found) }
        guard formatOfElements.isEmpty else { return }
        for resource in statement.locatedResources where !Self.isTakenByLegacyParser(resource.text) {
            legacy.append(
                validator.finding(.legacy, PolicyValidator.legacyMessage, detail: resource.text, at: resource.offset)
            )
        }
    }

    /// Tells the common cases apart without much ado: `*`, and ARNs with six parts of services without further rules.
    private static func isPlainlyRight(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        if text.count == 1 { return text[0] == ASCII.asterisk }
        guard text.count > 12, ByteComparison.hasPrefix(text, "arn:aws:"), text[8] != ASCII.colon,
            !ByteComparison.hasPrefix(text, "arn:aws:iam:"), !ByteComparison.hasPrefix(text, "arn:aws:s3:")
        else { return false }
        return ARNText.firstColons(in: text) != nil
    }

    /// An ARN may be cut short, but not where it already leaves out region or account, and it names a service.
    private static func isTakenByLegacyParser(_ resource: String) -> Bool {
        if resource == "*" { return true }
        let parts = resource.pieces(separatedBy: ASCII.colon)
        let leavesOut = parts.dropFirst().dropLast().contains(where: \.isEmpty)
        guard parts.count >= ARNText.segmentCount || !leavesOut else { return false }
        return parts.count < 3 || !parts[2].isEmpty
    }

    /// IAM's text about a resource, `nil` when its form is right.
    static func message(about resource: String) -> String? {
        if resource == "*" { return nil }
        let parts = resource.pieces(separatedBy: ASCII.colon, maxSplits: 5).map(String.init)
        guard parts.count > 1 else { return "Resource \(resource) must be in ARN format or \"*\"." }
        if let message = partitionMessage(parts) { return message }
        guard parts.count > 2 else { return "Resource vendor must be fully qualified and cannot contain regexes." }
        guard parts[0] == "arn" else { return "Resource \(resource) must be in ARN format or \"*\"." }
        switch parts[2] {
        case "iam": return identityMessage(resource, parts)
        case "s3":
            let isAccessPoint = parts.count > 5 && parts[5].hasPrefix("accesspoint/")
            let namesRegion = parts.count > 3 && !parts[3].isEmpty && parts[3] != "*"
            return namesRegion && !isAccessPoint ? "Resource \(resource) can not contain region information." : nil
        default: return nil
        }
    }

    private static let partitions: Set<String> = [
        "aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc",
    ]

    private static func partitionMessage(_ parts: [String]) -> String? {
        let partition = parts[1]
        let isPattern = partition.utf8.contains { $0 == ASCII.asterisk || $0 == ASCII.questionMark }
        if partitions.contains(partition) || isPattern { return nil }
        var rest = Array(parts.dropFirst(2))
        if rest == [""] { rest = [] }
        let completed = rest + Array(repeating: "*", count: max(0, 4 - rest.count))
        let arn = (["arn", partition] + completed).joined(separator: ":")
        return "Partition \"\(partition)\" is not valid for resource \"\(arn)\"."
    }

    private static let identityTypes = [
        "user/", "federated-user/", "role/", "group/", "instance-profile/", "mfa/", "server-certificate/", "policy/",
        "sms-mfa/", "saml-provider/", "oidc-provider/", "report/", "access-report/",
    ]

    private static func identityMessage(_ resource: String, _ parts: [String]) -> String? {
        if parts.count > 3, !parts[3].isEmpty, parts[3] != "*" {
            return "IAM resource \(resource) cannot contain region information."
        }
        if parts.count == 3 { return nil }
        let path = parts.count > 5 ? parts[5] : ""
        if path == "*" || identityTypes.contains(where: path.hasPrefix) { return nil }
        return "IAM resource path must either be \"*\" or start with \(identityTypes.joined(separator: ", "))."
    }
}

extension PolicyValidator {
    func resourceWarnings(_ statement: PolicyStatement) -> [PolicyFinding] {
        statement.locatedResources.flatMap { resource in
            var findings: [PolicyFinding] = []
            if ResourcePattern.hasPatternForType(resource.text) {
                let message = "\"\(resource.text)\" matches nothing: the type of a resource is named in full."
                findings.append(warning(.impossibleResource, message, at: resource.offset))
            }
            return findings + variableWarnings(resource.text, at: resource.offset)
        }
    }

    /// `${…}` that will not be replaced.
    func variableWarnings(_ text: String, at offset: Int) -> [PolicyFinding] {
        let bytes = Array(text.utf8)
        let start = bytes.indices.dropLast().first { bytes[$0] == ASCII.dollar && bytes[$0 + 1] == ASCII.openBrace }
        guard let start else { return [] }
        guard document.version == .v2012 else {
            let message = "\"\(text)\" is literal text: variables need \"Version\": \"2012-10-17\"."
            return [warning(.variable, message, at: offset)]
        }
        if VariableReference(in: bytes, at: start) == nil {
            return [warning(.variable, "\"\(text)\" has a variable without a closing brace.", at: offset)]
        }
        return []
    }
}
