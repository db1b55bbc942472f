extension String {
    /// Without blanks, tabs and line ends at both ends (XML 1.0, production S).
    package var trimmingXMLWhiteSpace: String {
        guard let first = utf8.first, let last = utf8.last, Self.isWhiteSpace(first) || Self.isWhiteSpace(last) else {
            return self
        }
        let head = utf8.drop(while: Self.isWhiteSpace)
        let kept = head.count - head.reversed().prefix(while: Self.isWhiteSpace).count
        return String(Substring(head.prefix(kept)))
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
