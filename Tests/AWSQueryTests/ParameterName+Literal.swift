public import AWSQuery

/// Here names are made up where they are read; modules with operations have a constant for each.
extension ParameterName: ExpressibleByStringLiteral {
    /// A name of any text.
    public init(stringLiteral text: String) {
        self.init(text, .text(TextShape(0, nil)))
    }
}
