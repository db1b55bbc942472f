import ArgumentParser

/// The exit codes of `sallyport policy`.
enum PolicyExit {
    /// Refused, denied, or a test differs.
    static let refused = ExitCode(1)
    /// A file cannot be read, or is not what it should be.
    static let unreadable = ExitCode(2)
}
