import IAMPolicy
import Testing

@Suite struct JSONReadingTests {
    static let statement = #""Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#

    private func detail(_ text: String) -> String? {
        PolicyDocument.findings(in: text, kind: .managed).first { $0.code == .syntax }?.detail
    }

    @Test(arguments: [
        ("", "the text ends in the middle of a value"),
        ("{", "the text ends in the middle of a value"),
        ("{\"a\"", "the text ends in the middle of a value"),
        ("{\"a\": \"b", "the text ends in the middle of a value"),
        ("{\(statement)} {}", "more text follows the end of the document"),
        ("{\(statement),}", "found \"}\" where a quoted key is expected"),
        ("{'a': 1}", "found \"'\" where a quoted key is expected"),
        ("{\"a\": 1 \"b\": 2}", "found \"\"\" where \",\" or \"}\" is expected"),
        ("{\"a\": [1 2]}", "found \"2\" where \",\" or \"]\" is expected"),
        ("{\"a\": tru}", "found \"t\" where a value is expected"),
        ("{\"a\": 01}", "malformed number"),
        ("{\"a\": 1.}", "malformed number"),
        ("{\"a\": -}", "malformed number"),
        ("{\"a\": \"\\x\"}", "unknown escape sequence in a string"),
        ("{\"a\": \"\\ud800\"}", "half of a surrogate pair in a string"),
        ("{\"a\": \"\\udc00\"}", "half of a surrogate pair in a string"),
        ("{\"a\": \"\\u12\"}", "unknown escape sequence in a string"),
        ("{\"a\": \"\n\"}", "a control character stands unescaped in a string"),
        ("{\(statement), \"Id\": \"a\", \"Id\": \"b\"}", "the key \"Id\" is there twice"),
        ("{\(statement), \"Id\": \"a\", \"I\\u0064\": \"b\"}", "the key \"Id\" is there twice"),
        ("\u{FEFF}{\(statement)}", "the text begins with a byte order mark"),
    ])
    func refuses(_ text: String, _ reason: String) {
        #expect(detail(text) == reason)
    }

    /// Thirty in a row are more than any script has; three of them are marks by what they are made of only.
    @Test(arguments: ["\u{301}\u{327}", "\\u0301\\u0327", "\u{F73}\u{F73}", "\u{F71}\u{F75}"])
    func boundsMarks(_ two: String) {
        func text(_ count: Int) -> String {
            "{\"Id\": \"e\(String(repeating: two, count: count))e\", \(Self.statement)}"
        }
        let reason = "more than 30 combining marks follow each other in a string"
        #expect(detail(text(15)) == nil)
        #expect(detail(text(16)) == reason)
        #expect(detail(text(5_000)) == reason)
        #expect(detail(text(5_000).replacing("Id", with: "Ie")) == reason)
    }

    @Test func boundsDepthAndSize() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(detail(deep) == "values are nested more than 32 deep")
        let large = "{\(Self.statement), \"Id\": \"\(String(repeating: "a", count: 200_000))\"}"
        #expect(detail(large) == "the text is longer than 131072 bytes")
    }

    @Test func findsARepeatedKeyAmongMany() {
        let keys = (0..<40).map { "\"k\($0)\": \"v\"" } + ["\"k7\": \"v\""]
        let text =
            #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {\#(keys.joined(separator: ", "))}}}}"#
        #expect(detail(text) == "the key \"k7\" is there twice")
    }

    @Test func readsEscapes() throws {
        let text =
            #"{"Version": "2012-10-17", "\u0053tatement": {"Effect": "Allow", "Action": "s3:\u002a", "Resource": "arn:aws:s3:::\ud83d\ude00\/\"\\\t"}}"#
        let policy = try PolicyDocument(simulating: text, kind: .managed)
        #expect(policy.statements[0].resources == ["arn:aws:s3:::\u{1F600}/\"\\\t"])
        #expect(policy.statements[0].actions == ["s3:*"])
    }

    @Test func tellsWhereItStopped() {
        let finding = PolicyDocument.findings(in: "{\n  \"é\": x}", kind: .managed).first
        #expect(finding?.position == SourcePosition(line: 2, column: 8, offset: 10))
    }

    @Test func refusesInvalidUTF8() throws {
        let text = #"{"Version": "2012-10-17",\#n "Statement": {"Effect": "Allow", "Action": "s3:é", "Resource": "*"}}"#
        #expect(try PolicyDocument(parsingUTF8: text.utf8, kind: .managed).statements.count == 1)
        let broken = Array(text.utf8).filter { $0 != 0xC3 }
        let error = #expect(throws: PolicyError.self) { try PolicyDocument(parsingUTF8: broken, kind: .managed) }
        #expect(error?.findings.first?.detail == "the text is not valid UTF-8")
        #expect(error?.findings.first?.position.line == 2)
        #expect(throws: PolicyError.self) {
            try PolicyDocument(parsingUTF8: [0xC0, 0x80] as [UInt8], kind: .managed)
        }
    }
}
