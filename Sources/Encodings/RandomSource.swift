internal import Glibc

/// Where random bytes come from; a test gives its own, everything else `SystemRandomSource`.
public protocol RandomSource: Sendable {
    /// Fills `buffer` with bytes that nobody can foretell.
    func fill(_ buffer: UnsafeMutableRawBufferPointer)
}

extension RandomSource {
    /// `count` random bytes.
    public func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            fill(UnsafeMutableRawBufferPointer(buffer))
            initialized = count
        }
    }
}

/// The operating system's generator.
public struct SystemRandomSource: RandomSource {
    /// Makes a source.
    public init() {}

    /// Fills `buffer` from the operating system.
    public func fill(_ buffer: UnsafeMutableRawBufferPointer) {
        #if canImport(Glibc) || canImport(Musl)
            // One system call, where the generator below makes one for each eight bytes.
            if let start = buffer.baseAddress, buffer.count <= 256, getentropy(start, buffer.count) == 0 { return }
        #endif
        var generator = SystemRandomNumberGenerator()
        var offset = 0
        while offset < buffer.count {
            var word = generator.next()
            let count = min(8, buffer.count - offset)
            withUnsafeBytes(of: &word) { source in
                for index in 0..<count { buffer[offset + index] = source[index] }
            }
            offset += count
        }
    }
}
