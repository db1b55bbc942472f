extension WildcardPattern {
    /// Compiles a text in which `*` stands for any text and `?` for one character.
    package init(_ text: String) { self = text.withBytes { WildcardPattern($0) } }

    /// Whether the whole of a text matches.
    package func matches(_ text: String) -> Bool { text.withBytes { matches($0) } }
}
