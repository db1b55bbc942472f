/// The name of a parameter, and what such a parameter looks like unless an operation says otherwise.
///
/// Every name is a constant, so that one that is mistyped does not compile, instead of reading nothing.
public struct ParameterName: Sendable, CustomStringConvertible {
    /// The name on the wire.
    public let text: String
    /// What the parameter looks like.
    public let shape: ParameterShape

    /// Makes a name.
    public init(_ text: String, _ shape: ParameterShape) {
        self.text = text
        self.shape = shape
    }

    /// The name on the wire.
    public var description: String { text }

    /// The name as messages write it: `RoleName` is roleName.
    package var member: String { text.prefix(1).lowercased() + text.dropFirst() }
}
