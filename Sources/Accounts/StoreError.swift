/// A store could not do what it was asked.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Kinds of failure.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String { case full, unavailable, gone, corrupt, conflict, readOnly }
        private let kind: Kind

        /// No room for a further record, even after a sweep.
        public static let full = Code(kind: .full)
        /// The store does not answer; trying again may help.
        public static let unavailable = Code(kind: .unavailable)
        /// What the store wrote to is not what others would open any more; a process has to be started anew.
        public static let gone = Code(kind: .gone)
        /// The store holds something that it cannot have written.
        public static let corrupt = Code(kind: .corrupt)

        /// A name or id is taken, or what was to be changed is gone or still needed.
        public static let conflict = Code(kind: .conflict)

        /// The entity comes from the configuration and is changed there.
        public static let readOnly = Code(kind: .readOnly)

        /// The name of the kind.
        public var description: String { kind.rawValue }
    }

    /// Kind of failure.
    public let code: Code
    /// What happened, for the log; no secret in it.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Code and message.
    public var description: String { "store \(code): \(message)" }
}
