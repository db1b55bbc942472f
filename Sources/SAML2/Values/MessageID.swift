public import Encodings

/// IDs of messages (SAML core, section 1.3.4).
public enum MessageID {
    /// Random bytes of one.
    private static let byteCount = 20
    /// What the IDs of requests begin with that only try an identity provider.
    private static let trialPrefix = "_sallyport-trial-"

    /// An underscore, since an ID begins with no digit, and 160 random bits in hexadecimal.
    public static func make(_ random: any RandomSource = SystemRandomSource()) -> String {
        "_" + Hexadecimal.text(random.bytes(byteCount))
    }

    /// The ID of a request that only tries an identity provider: validators take its answer from nobody but who says that he tries.
    public static func makeForTrial(_ random: any RandomSource = SystemRandomSource()) -> String {
        trialPrefix + Hexadecimal.text(random.bytes(byteCount))
    }

    /// Whether the answer to a request gives nothing.
    public static func isForTrial(_ id: String) -> Bool { id.utf8.starts(with: trialPrefix.utf8) }
}
