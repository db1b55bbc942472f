import Encodings

extension String {
    /// Compares without regard to the case of ASCII letters, without allocating.
    func isASCIICaseInsensitivelyEqual(to lowercase: String) -> Bool {
        utf8.count == lowercase.utf8.count && hasASCIICaseInsensitivePrefix(lowercase)
    }

    /// Whether the text begins with these lower-case ASCII bytes, its own case not regarded.
    func hasASCIICaseInsensitivePrefix(_ lowercase: String) -> Bool {
        guard utf8.count >= lowercase.utf8.count else { return false }
        let begins = utf8.withContiguousStorageIfAvailable { bytes in
            lowercase.utf8.withContiguousStorageIfAvailable { prefix in
                prefix.indices.allSatisfy { ASCII.lowercased(bytes[$0]) == prefix[$0] }
            }
        }
        return (begins ?? nil) ?? utf8.starts(with: lowercase.utf8) { ASCII.lowercased($0) == $1 }
    }
}
