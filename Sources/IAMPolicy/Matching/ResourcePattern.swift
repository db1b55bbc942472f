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
    static let servicesWithoutResourceTypes: Set<String> = ["s3", "sns", "sqs", "execute-api", "codepipeline", "codecommit"]

    private let form: Form
    /// The text as written.
    let text: String
    let variables: [PatternTemplate.Variable]

    init(_ text: String, variablesEnabled: Bool) {
        self.text = text
        if text == "*" {
            form = .anything
            variables = []
            return
        }
        let template = PatternTemplate(text, variables: variablesEnabled, wildcards: true)
        variables = template.variables
        if Self.hasPatternForType(template) {
            form = .nothing
        } else if let pattern = ARNPattern(template, completingWithWildcards: true) {
            form = .arn(pattern)
        } else {
            form = .nothing
        }
    }

    var matchesAnything: Bool { form == .anything }

    func matches(_ resource: ARNText, keys: ContextKeys) -> Bool {
        switch form {
        case .anything: true
        case .arn(let pattern): pattern.matches(resource, keys: keys)
        case .nothing: false
        }
    }

    /// Whether a wildcard stands in the type of a resource, in front of its first slash or colon.
    static func hasPatternForType(_ template: PatternTemplate) -> Bool {
        let segments = template.split(at: ASCII.colon, maximumSplits: ARNText.segmentCount - 1)
        guard segments.count == ARNText.segmentCount, let resource = segments.last,
            case .tokens(let tokens)? = resource.parts.first,
            let separator = tokens.firstIndex(where: { $0.byte == ASCII.slash || $0.byte == ASCII.colon })
        else { return false }
        guard tokens[..<separator].contains(where: \.isWildcard) else { return false }
        let isAnyTypeAnyName =
            resource.parts.count == 1 && tokens.count == 3 && tokens[0] == .anySequence && tokens[2] == .anySequence
        return !isAnyTypeAnyName && !servicesWithoutResourceTypes.contains(literalText(of: segments[2]))
    }

    private static func literalText(of template: PatternTemplate) -> String {
        guard let tokens = template.constantTokens else { return "" }
        return String(decoding: tokens.compactMap(\.byte), as: UTF8.self)
    }
}
