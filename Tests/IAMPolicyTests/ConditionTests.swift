import IAMPolicy
import Testing

@Suite struct ConditionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let condition: String
        let values: [String]?
        let holds: Bool

        /// `values` are those of the key `k`, `nil` when it is absent.
        init(_ condition: String, _ values: [String]?, _ holds: Bool) {
            self.condition = condition
            self.values = values
            self.holds = holds
        }

        var testDescription: String { "\(condition) with \(values.map(\.description) ?? "nothing")" }
    }

    @Test(arguments: [
        Case(#"{"StringEquals": {"k": "a"}}"#, ["a"], true),
        Case(#"{"StringEquals": {"K": ["b", "a"]}}"#, ["a"], true),
        Case(#"{"StringEquals": {"k": "a"}}"#, ["A"], false),
        Case(#"{"StringEquals": {"k": "a"}}"#, ["a", "a"], false),
        Case(#"{"StringEquals": {"k": "a"}}"#, nil, false),
        Case(#"{"StringEquals": {"k": "a*"}}"#, ["ab"], false),
        Case(#"{"StringEquals": {"k": "a*"}}"#, ["a*"], true),
        Case(#"{"StringEquals": {"k": true}}"#, ["true"], true),
        Case(#"{"StringEquals": {"k": 7}}"#, ["7"], true),
        Case(#"{"StringNotEquals": {"k": ["a", "b"]}}"#, ["c"], true),
        Case(#"{"StringNotEquals": {"k": ["a", "b"]}}"#, ["b"], false),
        Case(#"{"StringNotEquals": {"k": "a"}}"#, nil, true),
        Case(#"{"StringNotEquals": {"k": "a"}}"#, ["b", "c"], false),
        Case(#"{"StringEqualsIfExists": {"k": "a"}}"#, nil, true),
        Case(#"{"StringEqualsIfExists": {"k": "a"}}"#, ["b"], false),
        Case(#"{"StringEqualsIgnoreCase": {"k": "Ä-b"}}"#, ["ä-B"], true),
        Case(#"{"StringEqualsIgnoreCase": {"k": "ab"}}"#, ["abc"], false),
        Case(#"{"StringNotEqualsIgnoreCase": {"k": "ab"}}"#, ["AB"], false),
        Case(#"{"StringLike": {"k": "a?c*"}}"#, ["abcdef"], true),
        Case(#"{"StringLike": {"k": "a?c"}}"#, ["aéc"], true),
        Case(#"{"StringLike": {"k": "a.c"}}"#, ["abc"], false),
        Case(#"{"StringLike": {"k": "a[b]+(c)|^$\\d"}}"#, [#"a[b]+(c)|^$\d"#], true),
        Case(#"{"StringLike": {"k": "*"}}"#, [""], true),
        Case(#"{"StringNotLike": {"k": "a*"}}"#, ["ba"], true),
        Case(#"{"StringNotLike": {"k": "a*"}}"#, ["ab"], false),
    ])
    func strings(_ example: Case) throws { try check(example) }

    @Test(arguments: [
        Case(#"{"NumericEquals": {"k": 10}}"#, ["10.0"], true),
        Case(#"{"NumericEquals": {"k": "9007199254740993"}}"#, ["9007199254740992"], false),
        Case(#"{"NumericEquals": {"k": "0x10"}}"#, ["16"], false),
        Case(#"{"NumericEquals": {"k": "nan"}}"#, ["nan"], false),
        Case(#"{"NumericEquals": {"k": "inf"}}"#, ["inf"], false),
        Case(#"{"NumericNotEquals": {"k": 10}}"#, ["11"], true),
        Case(#"{"NumericNotEquals": {"k": 10}}"#, ["ten"], false),
        Case(#"{"NumericNotEquals": {"k": 10}}"#, nil, true),
        Case(#"{"NumericLessThan": {"k": 10}}"#, ["-3e2"], true),
        Case(#"{"NumericLessThan": {"k": 10}}"#, ["10"], false),
        Case(#"{"NumericLessThanEquals": {"k": 10}}"#, ["10"], true),
        Case(#"{"NumericGreaterThan": {"k": 10}}"#, ["10.5"], true),
        Case(#"{"NumericGreaterThanEquals": {"k": 10}}"#, ["9.99"], false),
        Case(#"{"NumericLessThan": {"k": 10}}"#, [""], false),
    ])
    func numbers(_ example: Case) throws { try check(example) }

    @Test(arguments: [
        Case(#"{"DateLessThan": {"k": "2024-02-29T12:00:00Z"}}"#, ["2024-02-29T11:59:59.999Z"], true),
        Case(#"{"DateLessThan": {"k": "2024-02-29T12:00:00Z"}}"#, ["2024-02-29T12:00:00Z"], false),
        Case(#"{"DateEquals": {"k": "2024-02-29T12:00:00+02:00"}}"#, ["2024-02-29T10:00:00Z"], true),
        Case(#"{"DateEquals": {"k": "1709208000"}}"#, ["2024-02-29T12:00:00Z"], true),
        Case(#"{"DateEquals": {"k": 0}}"#, ["1970-01-01"], true),
        Case(#"{"DateGreaterThan": {"k": "1969-12-31T23:59:59Z"}}"#, ["1970-01-01T00:00:00Z"], true),
        Case(#"{"DateGreaterThanEquals": {"k": "2024-02"}}"#, ["2024-02-01T00:00:00Z"], true),
        Case(#"{"DateGreaterThanOrEqual": {"k": "2024-02"}}"#, ["2024-02-01T00:00:00Z"], true),
        Case(#"{"DateGreaterThanOrEqual": {"k": "2024-02"}}"#, ["2024-01-31T23:59:59Z"], false),
        Case(#"{"DateLessThanOrEqualIfExists": {"k": "2024-02"}}"#, ["2024-02-01T00:00:00Z"], true),
        Case(#"{"ForAnyValue:DateLessThanOrEqual": {"k": "2024-02"}}"#, ["2024-02-01T00:00:01Z"], false),
        Case(#"{"DateLessThanEquals": {"k": "-0001-01-01"}}"#, ["0000-01-01"], false),
        Case(#"{"DateNotEquals": {"k": "2024-02-29"}}"#, ["2024-03-01"], true),
        Case(#"{"DateNotEquals": {"k": "2024-02-29"}}"#, ["yesterday"], false),
        Case(#"{"DateLessThan": {"k": "2024-13-01"}}"#, ["2024-01-01"], false),
        Case(#"{"DateLessThan": {"k": "2024-02-29T12:00:00Zx"}}"#, ["2024-01-01"], false),
    ])
    func dates(_ example: Case) throws { try check(example) }

    @Test(arguments: [
        Case(#"{"Bool": {"k": "TRUE"}}"#, ["true"], true),
        Case(#"{"Bool": {"k": true}}"#, ["True"], true),
        Case(#"{"Bool": {"k": "false"}}"#, ["true"], false),
        Case(#"{"Bool": {"k": "1"}}"#, ["true"], false),
        Case(#"{"Bool": {"k": "${flag}"}}"#, ["true"], true),
        Case(#"{"BoolIfExists": {"k": "false"}}"#, nil, true),
        Case(#"{"Null": {"k": "true"}}"#, nil, true),
        Case(#"{"Null": {"k": true}}"#, ["x"], false),
        Case(#"{"Null": {"k": "false"}}"#, ["x"], true),
        Case(#"{"Null": {"k": "no"}}"#, ["x"], false),
        Case(#"{"BinaryEquals": {"k": "YWI="}}"#, ["YWI="], true),
        Case(#"{"BinaryEquals": {"k": "YWI="}}"#, ["YWM="], false),
        Case(#"{"BinaryEquals": {"k": "not base64"}}"#, ["not base64"], false),
    ])
    func truthPresenceAndBytes(_ example: Case) throws { try check(example) }

    @Test(arguments: [
        Case(#"{"IpAddress": {"k": "203.0.113.0/24"}}"#, ["203.0.113.255"], true),
        Case(#"{"IpAddress": {"k": "203.0.113.0/24"}}"#, ["203.0.114.0"], false),
        Case(#"{"IpAddress": {"k": "203.0.113.7"}}"#, ["203.0.113.7"], true),
        Case(#"{"IpAddress": {"k": "0.0.0.0/0"}}"#, ["::1"], false),
        Case(#"{"IpAddress": {"k": "::/0"}}"#, ["10.0.0.1"], false),
        Case(#"{"IpAddress": {"k": "2001:db8::/33"}}"#, ["2001:db8:7fff::1"], true),
        Case(#"{"IpAddress": {"k": "2001:db8::/33"}}"#, ["2001:db8:8000::1"], false),
        Case(#"{"IpAddress": {"k": "::ffff:10.0.0.0/104"}}"#, ["::ffff:10.1.2.3"], true),
        Case(#"{"IpAddress": {"k": "2001:DB8::1"}}"#, ["2001:db8:0:0:0:0:0:1"], true),
        Case(#"{"IpAddress": {"k": "10.0.0.0/33"}}"#, ["10.0.0.1"], false),
        Case(#"{"IpAddress": {"k": "10.0.0.0/8"}}"#, ["010.0.0.1"], false),
        Case(#"{"IpAddress": {"k": "1::2::3"}}"#, ["1::2"], false),
        Case(#"{"IpAddress": {"k": "192.0.2.7::/33"}}"#, ["c000:207::1"], true),
        Case(#"{"IpAddress": {"k": "c000:207::/32"}}"#, ["192.0.2.7::"], true),
        Case(#"{"NotIpAddress": {"k": "10.0.0.0/8"}}"#, ["11.0.0.1"], true),
        Case(#"{"NotIpAddress": {"k": "10.0.0.0/8"}}"#, ["2001:db8::1"], true),
        Case(#"{"NotIpAddress": {"k": "10.0.0.0/8"}}"#, ["10.2.3.4"], false),
        Case(#"{"NotIpAddress": {"k": "10.0.0.0/8"}}"#, ["nowhere"], false),
    ])
    func addresses(_ example: Case) throws { try check(example) }

    @Test(arguments: [
        Case(
            #"{"ArnEquals": {"k": "arn:aws:sns:*:123456789012:alarms"}}"#,
            ["arn:aws:sns:eu-west-1:123456789012:alarms"],
            true
        ),
        Case(#"{"ArnLike": {"k": "arn:aws:sns:*:alarms"}}"#, ["arn:aws:sns:eu-west-1:123456789012:alarms"], false),
        Case(
            #"{"ArnLike": {"k": "arn:aws:logs:*:*:log-group:*"}}"#,
            ["arn:aws:logs:eu-west-1:1:log-group:a:log-stream:b"],
            true
        ),
        Case(#"{"ArnLike": {"k": "arn:aws:iam::123456789012:role/*"}}"#, ["not an arn"], false),
        Case(#"{"ArnNotLike": {"k": "arn:aws:iam::123456789012:role/*"}}"#, ["arn:aws:iam::123456789012:user/a"], true),
        Case(
            #"{"ArnNotEquals": {"k": "arn:aws:iam::123456789012:role/*"}}"#,
            ["arn:aws:iam::123456789012:role/a"],
            false
        ),
        Case(#"{"ArnEquals": {"k": "${whole}"}}"#, ["arn:aws:iam::123456789012:role/a"], true),
    ])
    func arns(_ example: Case) throws { try check(example) }

    @Test(arguments: [
        Case(#"{"ForAllValues:StringEquals": {"k": ["a", "b"]}}"#, ["b", "a", "b"], true),
        Case(#"{"ForAllValues:StringEquals": {"k": ["a", "b"]}}"#, ["a", "c"], false),
        Case(#"{"ForAllValues:StringEquals": {"k": "a"}}"#, nil, true),
        Case(#"{"ForAnyValue:StringEquals": {"k": "a"}}"#, ["c", "a"], true),
        Case(#"{"ForAnyValue:StringEquals": {"k": "a"}}"#, ["c", "d"], false),
        Case(#"{"ForAnyValue:StringEquals": {"k": "a"}}"#, nil, false),
        Case(#"{"ForAnyValue:StringEqualsIfExists": {"k": "a"}}"#, nil, true),
        Case(#"{"ForAnyValue:StringNotEquals": {"k": "a"}}"#, ["a", "b"], true),
        Case(#"{"ForAnyValue:StringNotEquals": {"k": "a"}}"#, nil, false),
        Case(#"{"ForAllValues:StringNotLike": {"k": "a*"}}"#, ["b", "ab"], false),
        Case(#"{"ForAllValues:Bool": {"k": "true"}}"#, ["true", "TRUE"], true),
        Case(#"{"ForAllValues:IpAddress": {"k": "10.0.0.0/8"}}"#, ["10.0.0.1", "11.0.0.1"], false),
        Case(#"{"ForSomeValues:StringEquals": {"k": "a"}}"#, ["a"], false),
        Case(#"{"StringMatches": {"k": "a"}}"#, ["a"], false),
        Case(#"{"stringequals": {"k": "a"}}"#, ["a"], false),
        Case(#"{"StringEquals": {"k": "a"}, "Null": {"other": "false"}}"#, ["a"], false),
        Case(#"{"StringEquals": {"k": "a"}, "Null": {"other": "true"}}"#, ["a"], true),
    ])
    func setsAndCombinations(_ example: Case) throws { try check(example) }

    @Test(arguments: [
        Case(#"{"StringEquals": {"k": "home/${name}"}}"#, ["home/ana"], true),
        Case(#"{"StringEquals": {"k": "home/${NAME}"}}"#, ["home/ana"], true),
        Case(#"{"StringEquals": {"k": "${missing, 'none'}/x"}}"#, ["none/x"], true),
        Case(#"{"StringEquals": {"k": "${name, 'none'}"}}"#, ["ana"], true),
        Case(#"{"StringEquals": {"k": "${missing}"}}"#, ["${missing}"], false),
        Case(#"{"StringNotEquals": {"k": "${missing}"}}"#, ["x"], false),
        Case(#"{"StringNotEqualsIfExists": {"k": "${missing}"}}"#, nil, true),
        Case(#"{"ArnNotLike": {"k": "arn:aws:iam::1:user/${missing}"}}"#, ["arn:aws:iam::1:user/a"], false),
        Case(#"{"ArnNotLike": {"k": "arn:aws:iam::1:user/a"}}"#, ["not an arn"], false),
        Case(#"{"StringEquals": {"k": "${several}"}}"#, ["1"], false),
        Case(#"{"StringLike": {"k": "${star}"}}"#, ["anything"], false),
        Case(#"{"StringLike": {"k": "${star}"}}"#, ["*"], true),
        Case(#"{"StringLike": {"k": "a${*}*"}}"#, ["a*b"], true),
        Case(#"{"StringLike": {"k": "a${*}*"}}"#, ["abb"], false),
        Case(#"{"StringEquals": {"k": "${$}{name}${?}"}}"#, ["${name}?"], true),
        Case(#"{"StringEquals": {"k": "${name"}}"#, ["${name"], true),
        Case(#"{"NumericEquals": {"k": "${number}"}}"#, ["7"], false),
    ])
    func variables(_ example: Case) throws { try check(example) }

    @Test func variablesAreTextInTheFirstVersion() throws {
        let condition = #"{"StringEquals": {"k": "${name}"}}"#
        let old = try identityPolicy(condition: condition, version: "2008-10-17")
        #expect(try decide(old, keys: ["name": ["ana"], "k": ["ana"]]) == .implicitlyDenied)
        #expect(try decide(old, keys: ["name": ["ana"], "k": ["${name}"]]) == .allowed)
    }

    @Test func failuresTellWhatWasExpected() throws {
        let policy = try identityPolicy(condition: #"{"StringEquals": {"k": ["${name}", "b"]}}"#)
        let decision = PolicySet(identity: [attached(policy)]).evaluate(
            RequestContext(
                principal: try principal("123456789012"),
                action: "a:b",
                resource: "arn:aws:a::210987654321:c",
                keys: ["name": ["ana"], "k": ["c"]]
            )
        )
        let failed = try #require(decision.failures.first?.failedConditions.first)
        #expect(failed.expected == ["ana", "b"])
        #expect(failed.actual == ["c"])
        #expect(failed.reason == "no value matches")
    }

    private func check(_ example: Case) throws {
        var keys: ContextKeys = [
            "name": ["ana"], "several": ["1", "2"], "star": ["*"], "number": ["7"], "flag": ["TRUE"],
            "whole": ["arn:aws:iam::123456789012:role/a"],
        ]
        keys["k"] = example.values
        let policy = try identityPolicy(condition: example.condition)
        #expect(try decide(policy, keys: keys) == (example.holds ? .allowed : .implicitlyDenied))
    }
}
