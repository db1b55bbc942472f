/// Where documents that strangers send are read and checked: some take long enough to keep others waiting.
package protocol DocumentExecutor: Sendable {
    /// Carries out `body`, which works on `document`.
    ///
    /// Throws `STSError` with status 503 when too many documents wait already.
    func run<Result: Sendable>(
        _ document: [UInt8], _ body: @escaping @Sendable () -> Result
    ) async throws(STSError) -> Result
}

/// Reads documents where the caller is.
package struct InlineExecutor: DocumentExecutor {
    package init() {}

    package func run<Result: Sendable>(
        _ document: [UInt8], _ body: @escaping @Sendable () -> Result
    ) async throws(STSError) -> Result { body() }
}
