import XMLSecurity

/// A key or certificate that can't be used.
public struct KeyError: Error, Sendable, CustomStringConvertible {
    /// What is wrong with it.
    public let reason: String

    /// The reason.
    public var description: String { reason }

    package init(reason: String) { self.reason = reason }

    /// Does something with a key, and throws what it throws as a `KeyError`.
    static func wrap<Value>(_ body: () throws(XMLSecurityError) -> Value) throws(KeyError) -> Value {
        do {
            return try body()
        } catch {
            throw KeyError(reason: error.message)
        }
    }
}
