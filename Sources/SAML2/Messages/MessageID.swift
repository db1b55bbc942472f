public import Encodings

/// IDs of messages (SAML core, section 1.3.4).
public enum MessageID {
    /// Random bytes of one.
    private static let byteCount = 20

    /// An underscore, since an ID begins with no digit, and 160 random bits in hexadecimal.
    public static func make(_ random: any RandomSource = SystemRandomSource()) -> String {
        "_" + Hexadecimal.text(random.bytes(byteCount))
    }
}
