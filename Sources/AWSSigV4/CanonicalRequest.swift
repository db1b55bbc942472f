import Encodings

/// The canonical request: one text for all spellings of a request.
///
/// Method, canonical URI, canonical query, canonical headers, an empty line, signed headers, payload hash; each on a
/// line.
struct CanonicalRequest {
    let bytes: [UInt8]

    /// - Parameters:
    ///   - excluded: Names of query parameters that are not part of what is signed.
    ///   - signedHeaders: Lower-case names, sorted. A name that the request lacks has an empty value.
    ///   - payloadHash: The last line as it is, hexadecimal or `UNSIGNED-PAYLOAD`.
    init(
        _ request: SignableRequest, queryItems: QueryItems, excluding excluded: [String] = [], signedHeaders: [String],
        payloadHash: [UInt8], normalization: PathNormalization
    ) {
        let newline = UInt8(ascii: "\n")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.capacity(for: request))
        bytes.append(contentsOf: request.method.utf8)
        bytes.append(newline)
        normalization.appendCanonicalPath(request.path, to: &bytes)
        bytes.append(newline)
        queryItems.appendCanonicalQuery(excluding: excluded, to: &bytes)
        bytes.append(newline)
        for name in signedHeaders {
            bytes.append(contentsOf: name.utf8)
            bytes.append(UInt8(ascii: ":"))
            Self.appendValues(of: name, in: request.headers, to: &bytes)
            bytes.append(newline)
        }
        bytes.append(newline)
        for (index, name) in signedHeaders.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ";")) }
            bytes.append(contentsOf: name.utf8)
        }
        bytes.append(newline)
        bytes.append(contentsOf: payloadHash)
        self.bytes = bytes
    }

    private static func capacity(for request: SignableRequest) -> Int {
        request.headers.reduce(256 + request.path.utf8.count + request.query.utf8.count) {
            $0 + $1.name.utf8.count * 2 + $1.value.utf8.count
        }
    }

    /// The values of all fields of a name, joined by commas.
    private static func appendValues(of name: String, in headers: [HTTPHeader], to bytes: inout [UInt8]) {
        var isFirst = true
        for header in headers where header.name.isASCIICaseInsensitivelyEqual(to: name) {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            appendTrimmed(header.value, to: &bytes)
        }
    }

    /// Appends a value without white space at its ends and with a single space for each run inside.
    private static func appendTrimmed(_ value: String, to bytes: inout [UInt8]) {
        var value = value
        value.withUTF8 { buffer in
            var rest = buffer[...]
            var isFirst = true
            // Copied word by word: a session token of four kilobytes is one word.
            while let start = rest.firstIndex(where: { !ASCII.isWhiteSpace($0) }) {
                let end = rest[start...].firstIndex(where: ASCII.isWhiteSpace) ?? rest.endIndex
                if !isFirst { bytes.append(UInt8(ascii: " ")) }
                isFirst = false
                bytes.append(contentsOf: rest[start..<end])
                rest = rest[end...]
            }
        }
    }
}
