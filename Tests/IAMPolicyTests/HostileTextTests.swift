import Foundation
import IAMPolicy
import Testing

/// Policies whose texts take long to compare: to bring n combining marks into a normal form takes n² steps.
@Suite
struct HostileTextTests {
    /// As long as a document may be; `#` is where the marks go.
    @Test(arguments: [
        ##"{"#": 1}"##, ##"{"Version": "#", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"##,
        ##"{"Version": "2012-10-17", "Id": "#", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"#": 1, "Effect": "Allow", "Action": "*", "Resource": "*"}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"Sid": "#", "Effect": "Allow", "Action": "*", "Resource": "*"}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"Effect": "#", "Action": "*", "Resource": "*"}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "#", "Resource": "*"}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:#", "Resource": "*"}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "#"}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::#"}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Principal": {"AWS": "#"}}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "NotPrincipal": {"AWS": "arn:aws:iam::123456789012:user/#"}}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Principal": {"#": "a"}}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Principal": {"Federated": "#"}}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Principal": {"Service": "#"}}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"#": {"k": "v"}}}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"ForAllValues:#": {"k": "v"}}}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringLike": {"#": "v"}}}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringLike": {"k": "#"}}}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"k": "${#}"}}}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"DateEquals": {"k": "#"}}}}"##,
        ##"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"k": "#"}}}}"##,
    ])
    func marksInEveryPlace(_ template: String) {
        let pieces = template.split(separator: "#", omittingEmptySubsequences: false)
        let text = pieces.joined(separator: "e" + String(repeating: "\u{301}\u{327}", count: 32_650))
        #expect(text.utf8.count < 131_072)
        let kinds: [PolicyKind] = [.managed, .trust, .resource]
        RobustnessTests.exercise(text, kinds: kinds)
    }

    /// Two names that are equal as characters and not as bytes.
    @Test func namesAreComparedAsBytes() throws {
        var keys: ContextKeys = ["é": ["one"]]
        keys["e\u{301}"] = ["two"]
        #expect(keys["\u{E9}"] == ["one"])
        #expect(keys["e\u{301}"] == ["two"])
        let text =
            #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"\u00e9": "one", "e\u0301": "two"}}}}"#
        #expect(try decide(PolicyDocument(simulating: text, kind: .managed), keys: keys) == .allowed)
    }

    @Test func longNamesOfKeys() {
        let name = "e" + String(repeating: "\u{301}\u{327}", count: 262_144)
        do {
            var keys = ContextKeys()
            keys[name] = ["v"]
            #expect(keys[name] == ["v"])
            #expect(keys[name + "e"] == nil)
        }
    }

    /// Flags are told apart from their first on.
    @Test(arguments: ["\u{1F1E9}\u{1F1E9}", "\u{301}"])
    func longARNs(_ scalar: String) {
        let long = String(repeating: scalar, count: 262_144)
        for start in ["arn:aws:iam::123456789012:", "arn:aws:iam::123456789012:user/", "", "arn:"] {
            do {
                _ = ARN(start + long)?.resourceName
                _ = ARN(start + "user/" + long)?.resourceName
                _ = Principal(parsing: start + long)
            }
        }
    }

    /// The end of a variable is searched for once, not from each beginning.
    @Test(arguments: ["${", "$", "${${", "${a", "${*"])
    func variablesWithoutEnd(_ piece: String) throws {
        do {
            let flood = String(repeating: piece, count: 120_000 / piece.utf8.count)
            let policy = try identityPolicy(resource: "\"arn:aws:s3:::\(flood)\"")
            #expect(try decide(policy) == .implicitlyDenied)
            let other = try identityPolicy(condition: #"{"StringLike": {"k": "\#(flood)"}}"#)
            #expect(try decide(other, keys: ["k": [flood]]) == .allowed)
        }
    }

    /// What a pattern becomes is not written out further than the text that is compared with it.
    @Test(arguments: ["StringLike", "StringEquals", "StringEqualsIgnoreCase", "ArnLike", "ArnEquals", "Bool"])
    func aLongValueOverAndOver(_ name: String) throws {
        do {
            let pattern = "arn:aws:s3:::" + String(repeating: "${k}", count: 25_000)
            let long = String(repeating: "v", count: 100_000)
            let policy = try identityPolicy(condition: #"{"\#(name)": {"s": "\#(pattern)"}}"#)
            #expect(try decide(policy, keys: ["k": [long], "s": ["arn:aws:s3:::x"]]) == .implicitlyDenied)
            let resource = try identityPolicy(resource: "\"\(pattern)\"")
            #expect(try decide(resource, keys: ["k": [long]]) == .implicitlyDenied)
            #expect(try decide(resource, keys: ["k": [""]]) == .implicitlyDenied)
        }
    }

    /// A pattern that says the same as its value, as long as a document lets it be.
    @Test func whatFitsExactlyMatches() throws {
        let policy = try identityPolicy(condition: #"{"StringLike": {"s": "${k}-*-${k}"}}"#)
        let long = String(repeating: "é", count: 1_000)
        #expect(try decide(policy, keys: ["k": [long], "s": ["\(long)--\(long)"]]) == .allowed)
        #expect(try decide(policy, keys: ["k": [long], "s": ["\(long)-\(long)"]]) == .implicitlyDenied)
        let folded = try identityPolicy(condition: #"{"StringEqualsIgnoreCase": {"s": "${k}"}}"#)
        #expect(try decide(folded, keys: ["k": ["\u{212A}\u{212A}"], "s": ["kk"]]) == .allowed)
    }

    /// Why a condition with many values does not hold.
    @Test func manyValuesWithVariables() throws {
        do {
            let values = Array(repeating: #""${k}""#, count: 18_000).joined(separator: ",")
            let policy = try identityPolicy(condition: #"{"StringEquals": {"s": [\#(values)]}}"#)
            let request = RequestContext(
                principal: .anonymous, action: "s3:GetObject", resource: "*", resourceAccount: "123456789012",
                keys: ["k": ["a"], "s": ["b"]])
            let decision = PolicySet(identity: [attached(policy)]).evaluate(request)
            #expect(!decision.isAllowed)
            #expect(decision.explanation.description.contains("StringEquals"))
        }
    }

    /// Thousands of findings, of parts of a summary, of keys.
    @Test func manyOfEverything() throws {
        do {
            let actions = (0..<400).map { #""s\#($0):a""# }.joined(separator: ",")
            let resources = (0..<200).map { #""arn:aws:s3:::\#($0)""# }.joined(separator: ",")
            let policy = try identityPolicy(action: "[\(actions)]", resource: "[\(resources)]")
            #expect(PolicySummary(policy).services.count == 400)
            let keys = (0..<6_000).map { #""k\#($0)":"v""# }.joined(separator: ",")
            let many = try identityPolicy(condition: #"{"ForAllValues:StringEquals":{\#(keys)}}"#)
            #expect(many.findings.filter { $0.code == .forAllValues }.count == 6_000)
            #expect(PolicyDocument.contextKeys(referencedBy: [many]).count == 6_000)
            let bad = (0..<9_000).map { #""x\#($0)""# }.joined(separator: ",")
            let text =
                #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":[\#(bad)]}}"#
            #expect(PolicyDocument.findings(in: text, kind: .managed).count >= 1)
        }
    }
}
