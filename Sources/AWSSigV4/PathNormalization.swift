import Encodings

/// How the path of the request target becomes the canonical URI.
public enum PathNormalization: Hashable, Sendable {
    /// Dot segments and repeated slashes are removed, then the path as on the wire is encoded once more.
    ///
    /// This is the rule of every service but S3.
    case normalized
    /// The path is taken as an object key: segments stay as they are, and the escapes on the wire are the only ones.
    ///
    /// This is the rule of S3.
    case objectKey

    /// Appends the canonical URI of a path.
    func appendCanonicalPath(_ path: String, to output: inout [UInt8]) {
        if path.isEmpty || path == "/" {
            output.append(UInt8(ascii: "/"))
            return
        }
        let bytes = Array(path.utf8)
        let slash = UInt8(ascii: "/")
        if self == .objectKey, bytes.allSatisfy({ $0 == slash || PercentEncoding.isUnreserved($0) }) {
            output.append(contentsOf: bytes)
            return
        }
        switch self {
        case .normalized:
            for byte in Self.removingDotSegments(bytes) { Self.append(byte, to: &output) }
        case .objectKey:
            let segments = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            for (index, segment) in segments.enumerated() {
                if index > 0 { output.append(UInt8(ascii: "/")) }
                PercentEncoding.appendCanonical(segment, to: &output)
            }
        }
    }

    private static func append(_ byte: UInt8, to output: inout [UInt8]) {
        if byte == UInt8(ascii: "/") {
            output.append(byte)
        } else {
            PercentEncoding.append(byte, to: &output)
        }
    }

    private static func removingDotSegments(_ path: [UInt8]) -> [UInt8] {
        var kept: [ArraySlice<UInt8>] = []
        for segment in path.split(separator: UInt8(ascii: "/")) {
            switch segment {
            case [UInt8(ascii: ".")]: continue
            case [UInt8(ascii: "."), UInt8(ascii: ".")]: _ = kept.popLast()
            default: kept.append(segment)
            }
        }
        var result: [UInt8] = []
        result.reserveCapacity(path.count + 1)
        for segment in kept {
            result.append(UInt8(ascii: "/"))
            result.append(contentsOf: segment)
        }
        if kept.isEmpty || path.last == UInt8(ascii: "/") { result.append(UInt8(ascii: "/")) }
        return result
    }
}
