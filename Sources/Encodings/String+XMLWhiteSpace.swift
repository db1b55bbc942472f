extension BidirectionalCollection<UInt8> {
    /// Without blanks, tabs and line ends at both ends (XML 1.0, production S).
    @inlinable package var trimmingXMLWhiteSpace: SubSequence {
        let head = drop(while: ASCII.isWhiteSpace)
        return head.prefix(head.count - head.reversed().prefix(while: ASCII.isWhiteSpace).count)
    }
}

extension String {
    /// Without blanks, tabs and line ends at both ends (XML 1.0, production S).
    package var trimmingXMLWhiteSpace: String {
        guard let first = utf8.first, let last = utf8.last, ASCII.isWhiteSpace(first) || ASCII.isWhiteSpace(last) else {
            return self
        }
        return String(Substring(utf8.trimmingXMLWhiteSpace))
    }
}
