/// A token, a key or a set of keys that is not of its form; the reason is for people to read.
package struct WebIdentityError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was expected, and what is there.
    package let reason: String

    package init(_ reason: String) { self.reason = reason }

    package var description: String { reason }
}
