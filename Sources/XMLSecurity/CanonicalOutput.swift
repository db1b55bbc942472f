import CXMLSec
import Glibc

/// Where canonical bytes go: a buffer of fixed size, handed on whenever it is full, however long the form is.
struct CanonicalOutput: ~Copyable {
    private static let size = 4_096
    private let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.size)
    private let drain: (UnsafeBufferPointer<UInt8>) -> Bool
    private var used = 0
    private var isEmpty = true
    private var hasFailed = false

    /// - Parameter drain: takes bytes over before it returns; false when it can't.
    init(drain: @escaping (UnsafeBufferPointer<UInt8>) -> Bool) { self.drain = drain }

    deinit { buffer.deallocate() }

    /// Hands on what is still here.
    ///
    /// - Returns: whether everything arrived, and was not nothing: no canonical form is empty.
    mutating func finish() -> Bool {
        flush()
        return !isEmpty && !hasFailed
    }

    private mutating func flush() {
        if used > 0, !drain(UnsafeBufferPointer(start: buffer, count: used)) { hasFailed = true }
        used = 0
    }

    /// Writes markup.
    mutating func write(_ text: StaticString) {
        write(UnsafePointer(text.utf8Start), count: text.utf8CodeUnitCount)
    }

    /// Writes a name.
    mutating func write(_ text: UnsafePointer<xmlChar>) {
        write(text, count: strlen(UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self)))
    }

    /// Writes text with some of its characters as references (Canonical XML 1.0, section 2.3).
    mutating func write(_ text: UnsafePointer<xmlChar>, escaping special: Special) {
        var rest = text
        while true {
            let plain = special.distance(from: rest)
            write(rest, count: plain)
            rest += plain
            guard let reference = Special.reference(to: rest.pointee) else { return }
            write(reference)
            rest += 1
        }
    }

    private mutating func write(_ bytes: UnsafePointer<UInt8>, count: Int) {
        if count > 0 { isEmpty = false }
        var (rest, left) = (bytes, count)
        while left > Self.size - used {
            let fitting = Self.size - used
            memcpy(buffer + used, rest, fitting)
            used = Self.size
            flush()
            rest += fitting
            left -= fitting
        }
        memcpy(buffer + used, rest, left)
        used += left
    }

    /// The characters that are written as references.
    enum Special {
        case inText
        case inAttribute
        case inCommentOrInstruction

        private var characters: StaticString {
            switch self {
            case .inText: "<>&\r"
            case .inAttribute: "<&\"\t\n\r"
            case .inCommentOrInstruction: "\r"
            }
        }

        /// Bytes up to the next of them, or to the end.
        func distance(from text: UnsafePointer<xmlChar>) -> Int {
            strcspn(
                UnsafeRawPointer(text).assumingMemoryBound(to: CChar.self),
                UnsafeRawPointer(characters.utf8Start).assumingMemoryBound(to: CChar.self))
        }

        /// Nil for the end of the text.
        static func reference(to character: xmlChar) -> StaticString? {
            switch character {
            case UInt8(ascii: "<"): "&lt;"
            case UInt8(ascii: ">"): "&gt;"
            case UInt8(ascii: "&"): "&amp;"
            case UInt8(ascii: "\""): "&quot;"
            case 0x09: "&#x9;"
            case 0x0A: "&#xA;"
            case 0x0D: "&#xD;"
            default: nil
            }
        }
    }
}
