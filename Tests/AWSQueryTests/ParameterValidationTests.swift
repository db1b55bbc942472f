import AWSQuery
import Foundation
import TestSupport
import Testing

@Suite("Constraints on parameters")
struct ParameterValidationTests {
    private static let parameters: [Parameter] = [
        .required("RoleName", .text(TextShape(1, 8, .name))), .optional("Path", .text(TextShape(1, 16, .path))),
        .optional("Code", .text(TextShape(6, 6, .digits, isSensitive: true))),
        .optional("Status", .word(["Active", "Inactive"])), .optional("MaxItems", .integer(1...1_000)),
        .optional("OnlyAttached", .boolean), .optional("Keys", .list(.text(TextShape(1, 4, .tagKey)), maximum: 2)),
        .optional("SAMLName", .text(TextShape(0, 4))),
        .optional(
            "Tags",
            .structures(
                [.required("Key", .text(TextShape(1, 4))), .optional("Parts", .list(.integer(0...9), maximum: nil))],
                maximum: 2)),
    ]

    private func message(_ texts: [String: String], _ style: ViolationStyle = .values) -> String? {
        let texts = ["RoleName": "role"].merging(texts) { $1 }
        do throws(QueryFault) {
            try QueryParameters(texts).validate(Self.parameters, style: style)
            return nil
        } catch {
            return "\(error.code) \(error.message)"
        }
    }

    private static let one = "ValidationError 1 validation error detected: "

    @Test(
        "What fits passes",
        arguments: [
            [:], ["Path": "/"], ["Path": "/a/b/"], ["Code": "012345"], ["Status": "Inactive"], ["MaxItems": "1000"],
            ["OnlyAttached": "false"], ["Keys.member.1": "a", "Keys.member.2": "b"], ["Keys": ""], ["SAMLName": ""],
            ["SAMLName": "éééé"], ["Tags.member.1.Key": "k", "Tags.member.1.Parts.member.1": "9"],
            ["Unknown": "ignored", "rolename": ""],
        ] as [[String: String]])
    func accepted(_ texts: [String: String]) {
        #expect(message(texts) == nil)
        #expect(message(texts, .places) == nil)
    }

    @Test(
        "STS shows values, IAM does not",
        arguments: [
            (
                ["RoleName": "a:b"],
                "Value 'a:b' at 'roleName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+",
                nil
            ),
            (
                ["Status": "On"],
                "Value 'On' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]",
                "Value at 'status' failed to satisfy constraint: Member must satisfy enum value set"
            ),
            (
                ["MaxItems": "0"],
                "Value '0' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1",
                "Value at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1"
            ),
            (
                ["MaxItems": "1001"],
                "Value '1001' at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000",
                "Value at 'maxItems' failed to satisfy constraint: Member must have value less than or equal to 1000"
            ),
            (
                ["SAMLName": "12345"],
                "Value '12345' at 'sAMLName' failed to satisfy constraint: Member must have length less than or equal to 4",
                "Value at 'sAMLName' failed to satisfy constraint: Member must have length less than or equal to 4"
            ),
            (
                ["Code": "12345"],
                "Value at 'code' failed to satisfy constraint: Member must have length greater than or equal to 6",
                "Value at 'code' failed to satisfy constraint: Member must have length greater than or equal to 6"
            ),
            (
                ["Code": "secret"],
                "Value at 'code' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\d]+",
                "Value at 'code' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\d]+"
            ),
            (
                ["Keys.member.1": "a", "Keys.member.2": "long!"],
                "Value 'long!' at 'keys.2.member' failed",
                "Value at 'keys.2.member' failed"
            ),
            (
                ["Keys.member.1": "a", "Keys.member.2": "b", "Keys.member.3": "c"],
                "Value at 'keys' failed to satisfy constraint: Member must have length less than or equal to 2",
                "Value at 'keys' failed to satisfy constraint: Member must have length less than or equal to 2"
            ),
            (
                ["Tags.member.1.Other": "x"],
                "Value null at 'tags.1.member.key' failed to satisfy constraint: Member must not be null",
                "Value at 'tags.1.member.key' failed to satisfy constraint: Member must not be null"
            ),
            (
                ["Tags.member.1.Key": "k", "Tags.member.1.Parts.member.1": "10"],
                "Value '10' at 'tags.1.member.parts.1.member' failed",
                "Value at 'tags.1.member.parts.1.member' failed"
            ),
        ] as [([String: String], String, String?)])
    func refused(_ texts: [String: String], _ values: String, _ places: String?) {
        let shown = message(texts)
        #expect(shown?.contains("detected: \(values)") == true, "\(shown ?? "accepted")")
        guard let places else { return }
        let hidden = message(texts, .places)
        #expect(hidden?.contains("detected: \(places)") == true, "\(hidden ?? "accepted")")
    }

    @Test("IAM says in a sentence what names and paths consist of, when nothing else is wrong")
    func sentences() {
        #expect(
            message(["RoleName": "a:b", "Path": "x"], .places)
                == "ValidationError The specified value for roleName is invalid. It must contain only alphanumeric "
                + "characters and/or the following: +=,.@_-")
        #expect(
            message(["Path": "x"], .places)
                == "ValidationError The specified value for path is invalid. It must begin and end with / and contain "
                + "only alphanumeric characters and/or / characters.")
        #expect(
            message(["RoleName": "a:b", "MaxItems": "0"], .places)
                == Self.one
                + "Value at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1")
        #expect(
            message(["RoleName": ""], .places)
                == Self.one
                + "Value at 'roleName' failed to satisfy constraint: Member must have length greater than or equal to 1"
        )
    }

    @Test("All violations come at once, in the order of the parameters")
    func several() {
        let message = message(["MaxItems": "0", "Status": "On", "Code": "1"])
        #expect(message?.hasPrefix("ValidationError 3 validation errors detected: Value at 'code' failed") == true)
        let places = ["'code'", "'status'", "'maxItems'"].compactMap { message?.range(of: $0)?.lowerBound }
        #expect(places.count == 3)
        #expect(places == places.sorted())
        #expect(message?.components(separatedBy: "; ").count == 3)
    }

    @Test(
        "Numbers and truth values that are none are malformed",
        arguments: [
            ["MaxItems": "x"], ["MaxItems": ""], ["MaxItems": "1.5"], ["MaxItems": "99999999999999999999"],
            ["OnlyAttached": "yes"], ["OnlyAttached": ""],
        ])
    func malformed(_ texts: [String: String]) {
        #expect(message(texts)?.hasPrefix("MalformedInput ") == true)
    }

    @Test("A parameter looks as its name says, unless it says otherwise")
    func shapes() {
        let name = ParameterName("Name", .text(TextShape(1, 4)))
        func accepts(_ parameter: Parameter, _ text: String) -> Bool {
            (try? QueryParameters(["Name": text]).validate([parameter])) != nil
        }
        for parameter in [Parameter.required(name), .optional(name)] {
            #expect(accepts(parameter, "1234"))
            #expect(!accepts(parameter, "12345"))
        }
        for parameter in [Parameter.required(name, .boolean), .optional(name, .boolean)] {
            #expect(accepts(parameter, "false"))
            #expect(!accepts(parameter, "1234"))
        }
    }

    @Test("A long value is cut")
    func long() {
        let message = message(["RoleName": String(repeating: ":", count: 100_000)])
        #expect((message?.utf8.count ?? 0) < 3_000)
        #expect(message?.contains(":...' at 'roleName'") == true)
    }

    @Test("Of a long value the beginning is shown, though it be one character", arguments: ["x", "\u{301}"])
    func long(_ scalar: String) {
        let text = message(["SAMLName": "e" + String(repeating: scalar, count: 100_000)])
        #expect((text ?? "").utf8.count < 4_096)
    }

    @Test("Whatever the names and values, they are read or refused", arguments: 0..<20)
    func pieces(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let names = [
            "Tags", "Keys", "Key", "Parts", "member", "1", "2", "0", "01", "-1", "+1", "99999999999999999999",
            "9223372036854775807", "", "MaxItems", "Code", "Path", "RoleName", "e\u{301}", "٣",
        ]
        let values = [
            "", "1", "-1", "9223372036854775808", "1.5", "1e3", "٣", "true", "True", "Active", "/", "/a/", "a",
            "\u{301}", "\u{0}",
            "+5", "000001",
        ]
        for _ in 0..<1_000 {
            var texts: [String: String] = [:]
            for _ in 0..<Int.random(in: 0...8, using: &random) {
                let count = Int.random(in: 1...6, using: &random)
                let name = (0..<count).map { _ in names.randomElement(using: &random) ?? "" }.joined(separator: ".")
                texts[name] = values.randomElement(using: &random) ?? ""
            }
            _ = message(texts)
            _ = message(texts, .places)
            let parameters = QueryParameters(texts)
            for name in ["Tags", "Keys", "", "."] as [ParameterName] {
                _ = parameters.list(name)
                for structure in parameters.structures(name) { _ = structure.list("Parts") + [structure["Key"]] }
            }
            _ = parameters.integer("MaxItems")
        }
    }
}
