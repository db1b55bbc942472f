/// A task of a state machine: the only kind of state that needs permissions.
public struct StateMachineTask: Sendable {
    /// The name of the state.
    public let state: String
    /// What it calls.
    public let resource: TaskResource
    /// Where the `Resource` stands, in UTF-8 bytes from the beginning of the definition.
    let offset: Int
    let parameters: TaskParameters
}
