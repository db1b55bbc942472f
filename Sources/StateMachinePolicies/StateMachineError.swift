public import IAMPolicy

/// Why a definition has no policy, and where.
public struct StateMachineError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let message: String
    /// Where in the definition's text.
    public let position: SourcePosition

    /// `line:column: message`.
    public var description: String { "\(position): \(message)" }
}

/// The same before line and column are known.
struct DefinitionFault: Error {
    let message: String
    /// In UTF-8 bytes from the beginning of the definition.
    let offset: Int

    func error(in map: SourceMap) -> StateMachineError {
        StateMachineError(message: message, position: map.position(atOffset: offset))
    }
}
