import SAML2
import Testing

@Suite struct HTTPPostBindingTests {
    typealias Failure = HTTPPostBinding.DecodingError

    @Test(arguments: [
        ("PGEvPg==", "<a/>"), ("PGE+PC9hPg==", "<a></a>"), ("PGEv\r\nPg==\r\n", "<a/>"), (" PGEvPg = =\t", "<a/>"),
    ])
    func decodes(field: String, xml: String) throws {
        #expect(try HTTPPostBinding.decode(field: field.utf8) == Array(xml.utf8))
    }

    @Test(arguments: [
        "PGEvPg", "PGEvPg=", "PGEvPg===", "PGE PC9hPg==", "PGEvP!==", "PGE-PC9hPg==", "<a/>", "====", "  ", "PGEvPh==",
        "PGEv=Pg=",
    ])
    func refuses(field: String) {
        #expect(throws: Failure.notBase64) { try HTTPPostBinding.decode(field: field.utf8) }
    }

    @Test func boundsTheFieldBeforeDecoding() throws {
        let field = Array(repeating: UInt8(ascii: "A"), count: 131_073)
        #expect(throws: Failure.tooLong(limit: 131_072)) { try HTTPPostBinding.decode(field: field) }
        #expect(try HTTPPostBinding.decode(field: field.dropLast()).count == 98_304)
        #expect(throws: Failure.tooLong(limit: 3)) { try HTTPPostBinding.decode(field: "AAAA".utf8, limit: 3) }
        #expect(throws: Failure.empty) { try HTTPPostBinding.decode(field: "".utf8) }
        for failure in [Failure.empty, .tooLong(limit: 3), .notBase64] {
            #expect(failure.description.contains("SAMLResponse"))
        }
    }

    @Test func decodesWhatItEncodes() throws {
        let xml = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
        for count in [1, 2, 3, 4, 299, 300] {
            #expect(
                try HTTPPostBinding.decode(field: HTTPPostBinding.encode(Array(xml.prefix(count))).utf8)
                    == Array(xml.prefix(count)))
        }
    }
}
