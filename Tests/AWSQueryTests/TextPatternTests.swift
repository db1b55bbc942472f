import AWSQuery
import Testing

@Suite("Patterns of texts")
struct TextPatternTests {
    @Test(
        "Texts that match, and their twins",
        arguments: [
            (ParameterPattern.name, ["a", "A-b_c.d@e+f=g,h"], ["", "a b", "a/b", "é", "a\n", "a:b"]),
            (.sessionName, ["", "a@b"], ["a:b"]),
            (.providerName, ["My-IdP_1.x"], ["a@b", ""]),
            (.identifier, ["AKIA123"], ["", "a-b"]),
            (.externalID, ["", "a:b/c"], ["a b", "a;b"]),
            (.optionalIdentifier, ["", "AKIA_1"], ["a-b", "é"]),
            (.serialNumber, ["GAHT1", "arn:aws:iam::1:mfa/a+b=c,d.e@f-g_h"], ["", "a b", "a;b"]),
            (.optionalSerialNumber, ["", "a/b"], ["a b"]),
            (.digits, ["012"], ["", "1a", "１", "/", ":"]),
            (.optionalDigits, ["", "9"], ["a", "１"]),
            (.privateKeyID, ["AZ09"], ["", "a", "@", "[", "_", "Ä"]),
            (.policyDocument, ["{ \t\r\n}ÿ"], ["", "\u{100}", "\u{0}", "\u{1F600}"]),
            (.roleDescription, ["", "a¡"], ["a\u{7F}", "a\u{A0}", "\u{100}"]),
            (.path, ["/", "/a/", "///", "/a b~/".replacing(" ", with: "!")], ["", "//", "/a", "a/", "/a b/", "/é/"]),
            (.policyPath, ["/", "/a/", "/a/b.c,d+e@f=g_h-i/"], ["", "//", "/a//b/", "/a", "/a!/", "a/"]),
            (.pathPrefix, ["/", "/a", "/a/"], ["", "a", "/ ", "/é"]),
            (
                .versionID, ["v1", "v10", "v1.", "v1.a-B9"],
                ["", "v", "v0", "v01", "1", "v1a", "v1._", "v1.a.b", "v1 ", "V1"]
            ),
            (
                .accountAlias, ["abc", "a-b-c", "0a0"],
                ["", "ab", "-ab", "ab-", "a--b", "Abc", String(repeating: "a", count: 64)]
            ),
            (.tagKey, ["a", "Kostenstelle Ä", "a:b/c=d+e-f@g.h_i", "日本"], ["", "a*", "a\u{0}", "a,b", "💰"]),
            (.tagValue, ["", "x"], ["x#"]),
            (.arn, ["arn:aws:iam::1:role/ä", "\u{85}"], ["", "\u{0}", "\u{7F}", "\u{80}"]),
            (.marker, ["abc "], ["", "\u{1F}", "\u{100}"]),
        ] as [(ParameterPattern, [String], [String])])
    func patterns(_ pattern: ParameterPattern, _ matching: [String], _ others: [String]) {
        for text in matching { #expect(pattern.holds(for: text), "\(text) against \(pattern.expression)") }
        for text in others { #expect(!pattern.holds(for: text), "\(text) against \(pattern.expression)") }
    }
}
