/// Where what takes a processor for a while is done, so that nobody else waits for it.
package protocol LongWork: Sendable {
    /// Carries out `body`; throws `TooMuchWork` when too much of its kind waits already.
    func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async throws(TooMuchWork) -> Result
}

/// What is not done, since too much waits to be done already.
package struct TooMuchWork: Error, CustomStringConvertible {
    /// Why.
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// Does it where the caller is.
package struct WorkHere: LongWork {
    package init() {}

    package func run<Result: Sendable>(
        _ body: @escaping @Sendable () -> Result
    ) async throws(TooMuchWork) -> Result {
        body()
    }
}
