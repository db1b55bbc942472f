/// A key and a value: of a session (`aws:PrincipalTag/<key>`) or of an entity.
public struct SessionTag: Codable, Hashable, Sendable {
    /// 1 to 128 characters; keys do not differ by case alone.
    public let key: String
    /// 0 to 256 characters.
    public let value: String

    /// Makes a tag; nothing is checked here.
    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}
