/// What a parameter of an operation has to look like (AWS service models).
public indirect enum ParameterShape: Sendable {
    /// A text with bounds in characters and a pattern.
    case text(TextShape)
    /// One of some words.
    case word([String])
    /// A whole number.
    case integer(ClosedRange<Int>)
    /// `true` or `false`.
    case boolean
    /// A list with at most so many members.
    case list(ParameterShape, maximum: Int?)
    /// A list of structures with at most so many members.
    case structures([Parameter], maximum: Int?)
}

/// A named parameter or member.
public struct Parameter: Sendable {
    /// Its name.
    public let name: ParameterName
    /// What it looks like.
    public let shape: ParameterShape
    /// Whether it must be there.
    public let isRequired: Bool

    /// A parameter that must be there; it looks as its name says, unless another shape is given.
    public static func required(_ name: ParameterName, _ shape: ParameterShape? = nil) -> Parameter {
        Parameter(name: name, shape: shape ?? name.shape, isRequired: true)
    }

    /// A parameter that may be there.
    public static func optional(_ name: ParameterName, _ shape: ParameterShape? = nil) -> Parameter {
        Parameter(name: name, shape: shape ?? name.shape, isRequired: false)
    }
}

/// A text with bounds in characters and a pattern.
public struct TextShape: Sendable {
    /// Fewest characters.
    public let minimum: Int
    /// Most characters; nil for no bound but that of the request.
    public let maximum: Int?
    /// What it must match.
    public let pattern: ParameterPattern?
    /// Whether messages must not repeat the value.
    public let isSensitive: Bool

    /// Makes a shape.
    public init(_ minimum: Int, _ maximum: Int?, _ pattern: ParameterPattern? = nil, isSensitive: Bool = false) {
        self.minimum = minimum
        self.maximum = maximum
        self.pattern = pattern
        self.isSensitive = isSensitive
    }
}
