import Encodings

/// One value of an `Action` or `NotAction` element, compiled; matched without regard to case.
package struct ActionPattern: Hashable, Sendable {
    private enum Form: Hashable, Sendable {
        case anything
        case exact([UInt8])
        /// Everything that begins like this, the service's name included.
        case prefix([UInt8])
        /// The service with its colon, and a pattern for the rest.
        case service([UInt8], WildcardPattern)
        case nothing
    }

    private let form: Form

    /// Compiles a value as it is written.
    package init(_ text: String) {
        form = Self.form(of: text.asciiLowercasedBytes)
    }

    /// Whether `service:Action` matches, in any case of its letters.
    package func matches(name: String) -> Bool { name.asciiLowercased.withBytes(matches) }

    private static func form(of text: consuming [UInt8]) -> Form {
        if text.count == 1, text[0] == ASCII.asterisk { return .anything }
        guard let colon = text.firstIndex(of: ASCII.colon) else { return .nothing }
        guard let wildcard = text.firstIndex(where: { $0 == ASCII.asterisk || $0 == ASCII.questionMark }) else {
            return .exact(text)
        }
        // A service is never a pattern: `*:GetObject` matches nothing.
        guard wildcard > colon else { return .nothing }
        if wildcard == text.count - 1, text[wildcard] == ASCII.asterisk {
            text.removeLast()
            return .prefix(text)
        }
        let name = text.withUnsafeBufferPointer { WildcardPattern(UnsafeBufferPointer(rebasing: $0[(colon + 1)...])) }
        return .service(Array(text[...colon]), name)
    }

    var matchesAnything: Bool { form == .anything }

    /// What every action that matches begins with, in lower case; `nil` when none matches.
    var beginning: [UInt8]? {
        switch form {
        case .anything: []
        case .exact(let text), .prefix(let text): text
        case .service(let service, let name): service + name.beginning
        case .nothing: nil
        }
    }

    /// Whether an action in lower case matches.
    @inline(__always)
    func matches(_ action: UnsafeBufferPointer<UInt8>) -> Bool {
        switch form {
        case .anything:
            return true
        case .nothing:
            return false
        case .exact(let text):
            return text.withUnsafeBufferPointer { ByteComparison.areEqual($0, action) }
        case .prefix(let text):
            return text.withUnsafeBufferPointer { ByteComparison.hasPrefix(action, $0) }
        case .service(let service, let name):
            guard service.withUnsafeBufferPointer({ ByteComparison.hasPrefix(action, $0) }) else { return false }
            return name.matches(UnsafeBufferPointer(rebasing: action[service.count...]))
        }
    }
}
