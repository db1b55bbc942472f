internal import ArgumentParser
public import Federation

extension OneTimeKey {
    /// A key with this number in it, spread as a digest would be; each number has another one.
    public init(numbered number: Int) throws {
        // What numbers have in common must not stand in front: a B-tree would fill from one end.
        let mixed = UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15
        let bytes = (0..<4).flatMap { word in
            withUnsafeBytes(of: (mixed &+ UInt64(word)).bigEndian) { Array($0) }
        }
        guard let key = OneTimeKey(bytes: bytes) else { throw ValidationError("\(bytes.count) bytes make no key") }
        self = key
    }
}
