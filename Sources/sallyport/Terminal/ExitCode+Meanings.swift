import ArgumentParser

extension ExitCode {
    /// The input was read and refused.
    static let refused = ExitCode(1)
    /// The input can't be read, or is not what the command takes.
    static let unreadable = ExitCode(2)
}
