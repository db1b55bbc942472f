/// Texts that a pattern of a policy matches, and texts next to these.
enum PatternSamples {
    /// The pattern with its wildcards filled in two ways, and without wildcards the text and one that is longer.
    ///
    /// Variables are filled with the value that requests have for them.
    static func samples(_ pattern: String) -> [String] {
        let text = fillingVariables(in: pattern)
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) else {
            return [text, text + "x"]
        }
        let filled = ["", "x", "sallyport/any"].map {
            text.replacing("*", with: $0).replacing("?", with: "x")
        }
        return text == "*" ? ["*"] : filled
    }

    /// What a variable stands for in every request that has a value for it.
    static let variableValue = "sallyport-value"

    private static func fillingVariables(in pattern: String) -> String {
        guard pattern.contains("${") else { return pattern }
        return pattern.replacing("${*}", with: "*").replacing("${?}", with: "?").replacing("${$}", with: "$")
            .replacing(#/\$\{[^}]*\}/#, with: variableValue)
    }
}
