internal import Crypto

/// The name of something that may be used once: a 256-bit digest over a purpose and the fields that make it unique.
///
/// The fields are length-prefixed before they are digested, so that no two lists of fields share a key.
public struct OneTimeKey: Hashable, Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// Number of bytes of `bytes`.
    public static let byteCount = 32

    /// Digests `purpose` and `fields`, each with its length, by SHA-256.
    package init(purpose: String, fields: [String]) {
        self.words = SHA256.digest(of: purpose, fields).withUnsafeBytes { Self.words(of: $0) }
    }

    /// The key whose `bytes` were kept earlier; nil unless there are exactly 32.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.words = Array(bytes).withUnsafeBytes { Self.words(of: $0) }
    }

    /// The 32 bytes of the digest.
    public var bytes: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(Self.byteCount)
        for word in [words.0, words.1, words.2, words.3] {
            withUnsafeBytes(of: word) { result.append(contentsOf: $0) }
        }
        return result
    }

    /// Number of bytes of `keptBytes`.
    package static let keptByteCount = 16

    /// The first half, which stores keep: who would have two things with one of it must search 2^64 of them, and gains a refusal.
    package var keptBytes: [UInt8] { Array(bytes.prefix(Self.keptByteCount)) }

    /// The key of which a store has kept this; nil unless it has as many bytes.
    package init?(keptBytes: [UInt8]) {
        guard keptBytes.count == Self.keptByteCount else { return nil }
        self.init(bytes: keptBytes + [UInt8](repeating: 0, count: Self.byteCount - Self.keptByteCount))
    }

    /// The first eight bytes as a number.
    package var leadingNumber: UInt64 { UInt64(bigEndian: words.0) }

    private static func words(of buffer: UnsafeRawBufferPointer) -> (UInt64, UInt64, UInt64, UInt64) {
        func word(_ index: Int) -> UInt64 { buffer.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self) }
        return (word(0), word(1), word(2), word(3))
    }

    /// Whether two keys are equal.
    public static func == (left: OneTimeKey, right: OneTimeKey) -> Bool { left.words == right.words }

    /// Hashes one word: a digest is uniform already.
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

extension SHA256 {
    /// Digests a purpose and texts, each as the count of its UTF-8 bytes, 8 bytes in little endian, and the bytes.
    ///
    /// All at once: digests of a few bytes cost the library's calls more than what is digested.
    static func digest(of purpose: String, _ texts: [String]) -> SHA256Digest {
        let size = texts.reduce(prefixedSize(of: purpose)) { $0 + prefixedSize(of: $1) }
        return withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { buffer in
            var place = write(purpose, to: buffer, at: 0)
            for text in texts { place = write(text, to: buffer, at: place) }
            var hasher = SHA256()
            hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
            return hasher.finalize()
        }
    }

    private static func prefixedSize(of text: String) -> Int { 8 + text.utf8.count }

    /// - Returns: the place behind it.
    private static func write(_ text: String, to buffer: UnsafeMutableRawBufferPointer, at place: Int) -> Int {
        let start = place + 8
        buffer.storeBytes(of: UInt64(text.utf8.count).littleEndian, toByteOffset: place, as: UInt64.self)
        let end = start + text.utf8.count
        UnsafeMutableRawBufferPointer(rebasing: buffer[start..<end]).copyBytes(from: text.utf8)
        return end
    }
}
