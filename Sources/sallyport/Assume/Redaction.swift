/// Takes secrets out of what somebody else writes, who may repeat them whole or in part.
struct Redaction {
    /// Bytes of a secret in a row that are not shown; fewer say nothing.
    private static let length = 16

    private let pieces: Set<[UInt8]>

    /// - Parameter secrets: ASCII.
    init(of secrets: [String]) {
        pieces = Set(secrets.flatMap { Self.pieces(of: Array($0.utf8)) })
    }

    /// The text with `[…]` wherever a part of a secret stood.
    func applied(to text: String) -> String {
        let bytes = Array(text.utf8)
        var kept: [UInt8] = []
        var position = 0
        // Where the secret ends that was seen last.
        var end = 0
        while position < bytes.count {
            if pieces.contains(Array(bytes[position...].prefix(Self.length))) {
                if position >= end { kept += Array("[…]".utf8) }
                end = position + Self.length
            }
            if position >= end { kept.append(bytes[position]) }
            position += 1
        }
        return String(decoding: kept, as: UTF8.self)
    }

    private static func pieces(of bytes: [UInt8]) -> [[UInt8]] {
        guard bytes.count >= length else { return [] }
        return (0...(bytes.count - length)).map { Array(bytes[$0..<($0 + length)]) }
    }
}
