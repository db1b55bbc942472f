/// The three parameters of an `Authorization` header of Signature Version 4.
struct AuthorizationHeader {
    let credential: String
    let signedHeaders: String
    let signature: String

    /// Whether an `Authorization` header claims to be a signature of AWS at all.
    static func isSignature(_ value: String) -> Bool {
        value.utf8.starts(with: "AWS4".utf8)
    }

    /// Parses `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`, the parameters in any order.
    init(parsing value: String) throws(SignatureError) {
        let bytes = value.utf8
        let end = bytes.firstIndex(of: UInt8(ascii: " ")) ?? bytes.endIndex
        guard bytes[..<end].elementsEqual(StringToSign.algorithm.utf8) else {
            throw .incomplete("Unsupported AWS 'algorithm': \(SignatureError.quoted(String(value[..<end]))).")
        }
        var credential: String?
        var signedHeaders: String?
        var signature: String?
        for piece in bytes[end...].split(separator: UInt8(ascii: ",")) {
            let trimmed = piece.drop { $0 == UInt8(ascii: " ") }
            guard !trimmed.isEmpty else { continue }
            guard let equals = trimmed.firstIndex(of: UInt8(ascii: "=")) else {
                throw .incomplete("Authorization header holds a part that is not a key=value pair.")
            }
            let parameterValue = Self.trimmingEnd(trimmed[trimmed.index(after: equals)...])
            switch String(Substring(trimmed[..<equals])) {
            case "Credential": try Self.set(&credential, to: parameterValue, named: "Credential")
            case "SignedHeaders": try Self.set(&signedHeaders, to: parameterValue, named: "SignedHeaders")
            case "Signature": try Self.set(&signature, to: parameterValue, named: "Signature")
            case let name:
                throw .incomplete("Authorization header has an unknown parameter \(SignatureError.quoted(name)).")
            }
        }
        guard let credential, let signedHeaders, let signature else {
            let missing = [
                credential == nil ? "Credential" : nil,
                signature == nil ? "Signature" : nil,
                signedHeaders == nil ? "SignedHeaders" : nil,
            ]
            throw .incomplete(
                missing.compactMap { $0 }.map { "Authorization header requires '\($0)' parameter." }.joined(
                    separator: " "))
        }
        self.credential = credential
        self.signedHeaders = signedHeaders
        self.signature = signature
    }

    private static func set(_ parameter: inout String?, to value: String, named name: String) throws(SignatureError) {
        guard parameter == nil else { throw .duplicate(name) }
        parameter = value
    }

    private static func trimmingEnd(_ value: Substring.UTF8View) -> String {
        var value = value
        while value.last == UInt8(ascii: " ") { value.removeLast() }
        return String(Substring(value))
    }
}
