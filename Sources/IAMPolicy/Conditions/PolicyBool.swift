import Encodings

/// Truth values as policies and requests write them, in any case.
enum PolicyBool {
    /// `nil` when the text is neither `true` nor `false`.
    static func parse(_ text: String) -> Bool? {
        let bytes = text.utf8
        switch bytes.count {
        case 4 where bytes.lazy.map(ASCII.lowercased).elementsEqual("true".utf8): return true
        case 5 where bytes.lazy.map(ASCII.lowercased).elementsEqual("false".utf8): return false
        default: return nil
        }
    }
}
