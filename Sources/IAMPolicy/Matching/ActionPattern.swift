/// One value of an `Action` or `NotAction` element, compiled; matched without regard to case.
struct ActionPattern: Hashable, Sendable {
    private enum Form: Hashable, Sendable {
        case anything
        /// The service with its colon, and the rest.
        case service([UInt8], WildcardPattern)
        case nothing
    }

    private let form: Form
    /// The text as written.
    let text: String

    init(_ text: String) {
        self.text = text
        if text == "*" {
            form = .anything
            return
        }
        let lowered = text.asciiLowercasedBytes
        guard let colon = lowered.firstIndex(of: ASCII.colon) else {
            form = .nothing
            return
        }
        // A service is never a pattern: `*:GetObject` matches nothing.
        let service = Array(lowered[...colon])
        let name = String(decoding: lowered[(colon + 1)...], as: UTF8.self)
        let template = PatternTemplate(name, variables: false, wildcards: true)
        form = .service(service, WildcardPattern(template.constantTokens ?? []))
    }

    var matchesAnything: Bool { form == .anything }

    /// Whether an action in lower case matches.
    @inline(__always)
    func matches(_ action: UnsafeBufferPointer<UInt8>) -> Bool {
        switch form {
        case .anything:
            return true
        case .nothing:
            return false
        case .service(let service, let name):
            guard service.count <= action.count, service.elementsEqual(action[0..<service.count]) else { return false }
            return name.matches(UnsafeBufferPointer(rebasing: action[service.count...]))
        }
    }
}
