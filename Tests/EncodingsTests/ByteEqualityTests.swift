import Encodings
import Testing

@Suite struct ByteEqualityTests {
    @Test func beginsWithTheSameBytes() {
        #expect("x-amz-date".begins(with: "x-amz-") && "x-amz-".begins(with: "x-amz-") && "a".begins(with: ""))
        #expect(!"x-amz".begins(with: "x-amz-") && !"X-amz-date".begins(with: "x-amz-") && !"".begins(with: "a"))
        // Equal in normal form alone.
        #expect(!"e\u{301}".begins(with: "é"))
    }

    @Test func areTheBytesOfATextAndOfNoOther() {
        let bytes = Array("--Credential--".utf8)
        #expect(bytes[2..<12].areBytes(of: "Credential") && bytes[2..<2].areBytes(of: ""))
        for text in ["Credentia", "Credential-", "credential", "Credentiam", ""] {
            #expect(!bytes[2..<12].areBytes(of: text), "\(text)")
        }
    }
}
