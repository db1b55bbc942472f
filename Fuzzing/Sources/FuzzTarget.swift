/// Something that reads what strangers send, and what has to be true of it whatever the bytes are.
struct FuzzTarget: Sendable {
    /// The name by which it is run.
    let name: String
    /// The dictionary in `Fuzzing/Dictionaries` that knows its words.
    let dictionary: String
    /// What mutation starts from: good inputs, so that what lies behind the first checks is reached.
    let seeds: @Sendable () throws -> [[UInt8]]
    /// Makes what an input is tried on.
    let prepare: @Sendable () throws -> @Sendable ([UInt8]) -> Void

    static let all: [FuzzTarget] = [
        response, signed, xml, metadata, certificate, policy, evaluation, signature, form, token, configuration,
        webIdentity, verdict, stateMachine, logout, identityCenter,
    ]
}

/// Ends the process when something does not hold that has to hold for every input: libFuzzer keeps the input.
func hold(_ condition: Bool, _ message: @autoclosure () -> String) {
    if !condition { fatalError(message()) }
}
