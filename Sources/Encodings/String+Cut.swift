extension String {
    /// At most `count` Unicode scalars, with `…` when something was cut off.
    ///
    /// Characters would bound nothing: a single one has as many combining marks as somebody likes.
    package func cut(to count: Int) -> String {
        // Scalars are at least one byte each, so a short text needs no walk.
        guard utf8.count > count,
            let end = unicodeScalars.index(startIndex, offsetBy: count, limitedBy: endIndex), end < endIndex
        else {
            return self
        }
        return String(self[..<end]) + "…"
    }
}
