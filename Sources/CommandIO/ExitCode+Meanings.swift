package import ArgumentParser

extension ExitCode {
    /// The input was read and refused.
    package static let refused = ExitCode(1)
    /// The input can't be read, or is not what the command takes.
    package static let unreadable = ExitCode(2)
}
