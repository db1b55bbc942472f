import Encodings

/// One value of a `Resource` or `NotResource` element, compiled.
///
/// A text that is shorter than an ARN is completed with wildcards (`arn:aws:sqs:us-east-1` is every queue there), and the
/// type in front of a resource's name may not be a pattern (`…:*/i-12345` matches nothing), as the user guide's rules for
/// resource ARNs have it. `*/*` is the exception that AWS's own examples use for "any type, any name".
struct ResourcePattern: Hashable, Sendable {
    private enum Form: Hashable, Sendable {
        case anything
        case arn(ARNPattern)
        case nothing
    }

    /// Services whose resource part begins with a name and not with a type.
    private static let servicesWithoutResourceTypes = ["s3", "sns", "sqs", "execute-api", "codepipeline", "codecommit"]

    private let form: Form

    init(_ text: String, variablesEnabled: Bool) {
        if text == "*" {
            form = .anything
        } else if Self.hasPatternForType(text) {
            form = .nothing
        } else {
            let pattern = ARNPattern(text, variables: variablesEnabled, completingWithWildcards: true)
            form = pattern.map(Form.arn) ?? .nothing
        }
    }

    func matches(_ resource: ARNText, keys: ContextKeys) -> Bool {
        switch form {
        case .anything: true
        case .arn(let pattern): pattern.matches(resource, keys: keys)
        case .nothing: false
        }
    }

    /// What every resource that matches begins with; `nil` when none matches.
    var beginning: ARNPattern.Beginning? {
        switch form {
        case .anything: ARNPattern.Beginning(account: nil, resource: [])
        case .arn(let pattern): pattern.beginning
        case .nothing: nil
        }
    }

    var variables: [PatternTemplate.Variable] {
        if case .arn(let pattern) = form { pattern.variables } else { [] }
    }

    /// Whether a wildcard stands in the type of a resource, in front of its first slash or colon.
    static func hasPatternForType(_ text: String) -> Bool {
        text.withBytes { bytes in
            guard let colons = ARNText.firstColons(in: bytes) else { return false }
            let resource = bytes[(colons[4] + 1)...]
            guard let mark = resource.firstIndex(where: { isWildcard($0) || isSeparator($0) || $0 == ASCII.dollar }),
                isWildcard(resource[mark]), resource[mark...].contains(where: isSeparator)
            else { return false }
            let isAnyTypeAnyName =
                resource.count == 3 && resource.first == ASCII.asterisk && resource.last == ASCII.asterisk
            let service = bytes[(colons[1] + 1)..<colons[2]]
            return !isAnyTypeAnyName && !servicesWithoutResourceTypes.contains { service.elementsEqual($0.utf8) }
        }
    }

    private static func isWildcard(_ byte: UInt8) -> Bool {
        byte == ASCII.asterisk || byte == ASCII.questionMark
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == ASCII.slash || byte == ASCII.colon
    }
}
