import Encodings

/// The `Authorization` header of Signature Version 4.
enum AuthorizationHeader {
    /// In the order in which their values are kept.
    private static let parameters = ["Credential", "Signature", "SignedHeaders"]

    /// Whether an `Authorization` header claims to be a signature of AWS at all.
    static func isSignature(_ value: String) -> Bool {
        value.begins(with: "AWS4")
    }

    /// Reads `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`, the parameters in any order.
    static func fields(of value: String) throws(SignatureError) -> AuthorizationFields {
        let bytes = Array(value.utf8)
        let end = bytes.firstIndex(of: UInt8(ascii: " ")) ?? bytes.endIndex
        guard bytes[..<end].areBytes(of: StringToSign.algorithm) else {
            throw .incomplete("Unsupported AWS 'algorithm': \(SignatureError.quoted(text(bytes[..<end]))).")
        }
        var values = [String?](repeating: nil, count: parameters.count)
        var rest = bytes[end...]
        while !rest.isEmpty {
            let piece = rest[..<(rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.endIndex)]
            rest = rest[piece.endIndex...].dropFirst()
            let trimmed = piece.drop { $0 == UInt8(ascii: " ") }
            guard !trimmed.isEmpty else { continue }
            guard let equals = trimmed.firstIndex(of: UInt8(ascii: "=")) else {
                throw .incomplete("Authorization header holds a part that is not a key=value pair.")
            }
            let name = trimmed[..<equals]
            guard let place = parameters.firstIndex(where: name.areBytes) else {
                throw .incomplete("Authorization header has an unknown parameter \(SignatureError.quoted(text(name))).")
            }
            guard values[place] == nil else { throw .duplicate(parameters[place]) }
            values[place] = text(trimmingEnd(trimmed[(equals + 1)...]))
        }
        guard let credential = values[0], let signature = values[1], let signedHeaders = values[2] else {
            let missing = zip(parameters, values).filter { $0.1 == nil }
            throw .incomplete(
                missing.map { "Authorization header requires '\($0.0)' parameter." }.joined(separator: " "))
        }
        return try AuthorizationFields(credential: credential, signedHeaders: signedHeaders, signature: signature)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func trimmingEnd(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        value[..<(value.lastIndex { $0 != UInt8(ascii: " ") }.map { $0 + 1 } ?? value.startIndex)]
    }
}
