import Encodings

extension String {
    /// Compares without regard to the case of ASCII letters, without allocating.
    func isASCIICaseInsensitivelyEqual(to lowercase: String) -> Bool {
        guard utf8.count == lowercase.utf8.count else { return false }
        return utf8.elementsEqual(lowercase.utf8) { ASCII.lowercased($0) == $1 }
    }

    /// Whether the text begins with these lower-case ASCII bytes, its own case not regarded.
    func hasASCIICaseInsensitivePrefix(_ lowercase: String) -> Bool {
        guard utf8.count >= lowercase.utf8.count else { return false }
        return utf8.prefix(lowercase.utf8.count).elementsEqual(lowercase.utf8) { ASCII.lowercased($0) == $1 }
    }
}
