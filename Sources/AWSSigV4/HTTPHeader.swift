/// One header field of an HTTP request.
///
/// The name is compared without regard to case; the value is kept as it was received.
public struct HTTPHeader: Hashable, Sendable {
    /// The field name in any case, for example `X-Amz-Date`.
    public var name: String
    /// The field value, white space included.
    public var value: String

    /// Creates a header field.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}
