/// The `Authorization` header of Signature Version 4.
enum AuthorizationHeader {
    private static let parameters = ["Credential", "Signature", "SignedHeaders"]

    /// Whether an `Authorization` header claims to be a signature of AWS at all.
    static func isSignature(_ value: String) -> Bool {
        value.utf8.starts(with: "AWS4".utf8)
    }

    /// Reads `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`, the parameters in any order.
    static func fields(of value: String) throws(SignatureError) -> AuthorizationFields {
        let bytes = value.utf8
        let end = bytes.firstIndex(of: UInt8(ascii: " ")) ?? bytes.endIndex
        guard bytes[..<end].elementsEqual(StringToSign.algorithm.utf8) else {
            throw .incomplete("Unsupported AWS 'algorithm': \(SignatureError.quoted(String(value[..<end]))).")
        }
        var values: [String: String] = [:]
        for piece in bytes[end...].split(separator: UInt8(ascii: ",")) {
            let trimmed = piece.drop { $0 == UInt8(ascii: " ") }
            guard !trimmed.isEmpty else { continue }
            guard let equals = trimmed.firstIndex(of: UInt8(ascii: "=")) else {
                throw .incomplete("Authorization header holds a part that is not a key=value pair.")
            }
            let name = String(Substring(trimmed[..<equals]))
            guard parameters.contains(name) else {
                throw .incomplete("Authorization header has an unknown parameter \(SignatureError.quoted(name)).")
            }
            let text = trimmingEnd(trimmed[trimmed.index(after: equals)...])
            guard values.updateValue(text, forKey: name) == nil else { throw .duplicate(name) }
        }
        guard let credential = values["Credential"], let signedHeaders = values["SignedHeaders"],
            let signature = values["Signature"]
        else {
            let missing = parameters.filter { values[$0] == nil }
            throw .incomplete(
                missing.map { "Authorization header requires '\($0)' parameter." }.joined(separator: " "))
        }
        return try AuthorizationFields(credential: credential, signedHeaders: signedHeaders, signature: signature)
    }

    private static func trimmingEnd(_ value: Substring.UTF8View) -> String {
        var value = value
        while value.last == UInt8(ascii: " ") { value.removeLast() }
        return String(Substring(value))
    }
}
