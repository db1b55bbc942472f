extension String {
    /// Whether at most 30 marks that are put in order by their class follow each other, as in Unicode's Stream-Safe Text
    /// Format (UAX #15, section 13); no writing system needs as many.
    ///
    /// To compare, hash or split a text, Swift brings it into a normal form, and to put n marks in order takes n² steps:
    /// seven seconds for 262,144 bytes, and even when it is compared with one letter.
    package var isStreamSafe: Bool {
        guard utf8.count > 2 * Self.longestRun, utf8.contains(where: { $0 >= 0xCC }) else { return true }
        var run = 0
        for scalar in unicodeScalars {
            run = scalar.isOrdered ? run + 1 : 0
            guard run <= Self.longestRun else { return false }
        }
        return true
    }

    private static let longestRun = 30
}

extension Unicode.Scalar {
    /// Whether it, or what it is made of, is put in order: three vowels of Tibetan have no class themselves.
    fileprivate var isOrdered: Bool {
        guard value >= 0x300 else { return false }
        return properties.canonicalCombiningClass != .notReordered || [0xF73, 0xF75, 0xF81].contains(value)
    }
}
