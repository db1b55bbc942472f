import CommandIO
import Foundation
import Testing

@testable import sallyport

/// Records for the tests.
private struct Entry {
    var time = "2026-11-21T12:00:00Z"
    var name = "AssumeRoleWithSAML"
    var identity = #"{"type":"SAMLUser","principalId":"q=:alice","userName":"alice"}"#
    var errorCode: String?
    var role = "arn:aws:iam::123456789012:role/Admin"
    var request = "request-1"
    /// Further members, each behind a comma.
    var more = ""

    var line: String {
        let error = errorCode.map { #""errorCode":"\#($0)","errorMessage":"no","# } ?? ""
        return
            #"{"eventVersion":"1.08","userIdentity":\#(identity),"eventTime":"\#(time)","eventName":"\#(name)","#
            + #""sourceIPAddress":"192.0.2.7",\#(error)"requestParameters":{"roleArn":"\#(role)"},"requestID":"\#(request)","#
            + #""resources":[{"ARN":"\#(role)","accountId":"123456789012","type":"AWS::IAM::Role"}]\#(more)}"#
    }

    static func with(_ change: (inout Entry) -> Void) -> String {
        var entry = Entry()
        change(&entry)
        return entry.line
    }

    /// An hour of a day with its request id.
    static func at(_ hour: Int, _ change: (inout Entry) -> Void = { _ in }) -> String {
        with {
            $0.time = "2026-11-21T\(hour < 10 ? "0" : "")\(hour):00:00Z"
            $0.request = "h\(hour)"
            change(&$0)
        }
    }
}

/// Request ids of the records that are printed as JSON.
private func ids(_ result: Command.Result) -> [String] {
    result.output.split(separator: "\n").map { line in
        let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        return object?["requestID"] as? String ?? "?"
    }
}

@Suite("sallyport audit")
struct AuditCommandTests {
    private func run(_ lines: [String], _ options: String...) throws -> Command.Result {
        try Command.run(["audit", "-"] + options, input: lines.map { $0 + "\n" }.joined())
    }

    // MARK: Text

    @Test func writesALineForEachRecord() throws {
        let role =
            #"{"type":"AssumedRole","arn":"arn:aws:sts::123456789012:assumed-role/Admin/alice","accountId":"123456789012"}"#
        let result = try run([
            Entry().line, Entry.with { $0.errorCode = "AccessDenied" },
            Entry.with { $0.identity = role },
            Entry.with {
                $0.errorCode = "AccessDenied"
                $0.more =
                    #","additionalEventData":{"coalescedRefusals":47,"cause":"the trust policy does not allow it"}"#
            },
        ])
        #expect(result.status == 0)
        #expect(result.errors.isEmpty)
        let on = "on arn:aws:iam::123456789012:role/Admin from 192.0.2.7"
        #expect(
            result.output.split(separator: "\n") == [
                "2026-11-21T12:00:00Z  AssumeRoleWithSAML  alice \(on)  ok",
                "2026-11-21T12:00:00Z  AssumeRoleWithSAML  alice \(on)  DENIED AccessDenied: no",
                "2026-11-21T12:00:00Z  AssumeRoleWithSAML  123456789012:assumed-role/Admin/alice \(on)  ok",
                "2026-11-21T12:00:00Z  AssumeRoleWithSAML  alice \(on)  "
                    + "DENIED 47 times AccessDenied: no (the trust policy does not allow it)",
            ])
    }

    @Test func namesTheRoleThatWasAskedFor() throws {
        let resources = #","resources":[{"ARN":"arn:aws:iam::123456789012:saml-provider/corp"}]}"#
        let lines = [#","requestParameters":{"roleArn":"arn:x"}"#, #","requestParameters":null"#, ""].map {
            #"{"eventName":"X","eventTime":"Y"\#($0)\#(resources)"#
        }
        #expect(
            try run(lines + [#"{"eventName":"X","eventTime":"Y"}"#]).output.split(separator: "\n") == [
                "Y  X  Unknown on arn:x  ok", "Y  X  Unknown on arn:aws:iam::123456789012:saml-provider/corp  ok",
                "Y  X  Unknown on arn:aws:iam::123456789012:saml-provider/corp  ok", "Y  X  Unknown  ok",
            ])
    }

    /// A subject may be another one at each sign-in; the session name is the person's.
    @Test func showsAndFindsTheSessionName() throws {
        let record = Entry.with {
            $0.identity = #"{"type":"SAMLUser","principalId":"q=:_abf0","userName":"_abf0"}"#
        }.replacing(#""requestParameters":{"#, with: #""requestParameters":{"roleSessionName":"one@example.org","#)
        let lines = [record, Entry.with { $0.request = "other" }]
        let result = try run(lines, "--user", "one@example.org")
        #expect(
            result.output == "2026-11-21T12:00:00Z  AssumeRoleWithSAML  _abf0 as one@example.org on "
                + "arn:aws:iam::123456789012:role/Admin from 192.0.2.7  ok\n")
        #expect(try run(lines, "--user", "*@example.org", "--format", "json").output == record + "\n")
        #expect(try run(lines, "--user", "two@example.org").status == 1)
        let same = record.replacing("_abf0", with: "one@example.org")
        #expect(try run([same]).output.contains("AssumeRoleWithSAML  one@example.org on"))
    }

    @Test func findsTheIdOfARefusalThatWasCounted() throws {
        let counted = Entry.with {
            $0.more = #","additionalEventData":{"coalescedRefusals":2,"requestIDs":["id-7","id-8"]}"#
        }
        #expect(ids(try run([counted], "--request-id", "id-8", "--format", "json")) == ["request-1"])
        #expect(try run([counted], "--request-id", "id-9").status == 1)
    }

    @Test func findsRolesThatWereAskedForTogether() throws {
        let many = Entry().line.replacing(
            #""roleArn":"arn:aws:iam::123456789012:role/Admin""#, with: #""roleArns":["arn:x:role/A","arn:x:role/B"]"#)
        #expect(try run([many], "--resource", "*:role/B").output.contains(" on arn:x:role/A from"))
    }

    @Test func takesIdentitiesOfEveryKind() throws {
        let lines = [
            #"{"type":"Root","accountId":"111122223333"}"#, #"{"type":"Unknown"}"#, "{}", "null", "7",
            #"{"type":"IAMUser","userName":"Bob","principalId":"AIDA"}"#,
        ].map { identity in Entry.with { $0.identity = identity } }
        let result = try run(lines)
        #expect(result.status == 0)
        let who = result.output.split(separator: "\n").map { $0.components(separatedBy: "  ")[2].prefix { $0 != " " } }
        #expect(who == ["111122223333", "Unknown", "Unknown", "Unknown", "Unknown", "Bob"])
    }

    @Test func verboseShowsAllMembers() throws {
        let result = try run([Entry.with { $0.more = #","new":{"list":[1,{"a":true}],"none":null}"# }], "--verbose")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 15)
        for line in [
            "    userIdentity.userName = alice", "    resources[0].type = AWS::IAM::Role", "    new.list[0] = 1",
            "    new.list[1].a = true",
        ] { #expect(lines.contains(Substring(line))) }
    }

    @Test(arguments: ["\\u001b[31m", "\\n2026", "\\u202e", "\\u009b2J", "\\u2028", "\u{7F}"])
    func keepsControlCharactersOffTheTerminal(_ text: String) throws {
        let line = Entry.with {
            $0.name = "X" + text
            $0.identity = #"{"userName":"\#(text)"}"#
            $0.more = #","a\#(text)":"\#(text)""#
        }
        for options in [[], ["--verbose"]] {
            let result = try Command.run(["audit", "-"] + options, input: line + "\n")
            #expect(result.status == 0)
            let shown = result.output.unicodeScalars.filter { $0 != "\n" }
            #expect(
                !shown.contains { [.control, .format, .lineSeparator].contains($0.properties.generalCategory) })
            #expect(result.output.split(separator: "\n").count == (options.isEmpty ? 1 : 12))
        }
        // JSON stays what it means, with escapes for what a terminal would obey.
        let json = try Command.run("audit", "-", "--format", "json", input: line + "\n").output
        #expect(json == line.replacing("\u{7F}", with: "\\u007f") + "\n")
    }

    // MARK: Filters

    /// Options, and the request ids that they leave.
    static let filters: [([String], [String])] = [
        ([], ["saml", "denied", "login", "caller", "token"]),
        (["--event", "ConsoleLogin"], ["login"]),
        (["--event", "consolelogin", "--event", "Get*"], ["login", "caller", "token"]),
        (["--event", "Get"], []),
        (["--denied"], ["denied", "login", "token"]),
        (["--allowed"], ["saml", "caller"]),
        (["--error"], ["denied", "token"]),
        (["--error", "AccessDenied"], ["denied"]),
        (["--error", "*Token*"], ["token"]),
        (["--error", "Access"], []),
        (["--principal", "ALICE"], ["saml", "denied", "caller"]),
        (["--user", "assumed-role/Admin"], ["caller"]),
        (["--user", "alice"], ["saml", "denied", "caller"]),
        (["--user", "ali?e"], ["saml", "denied"]),
        (["--user", "role/Admin/ali"], ["caller"]),
        (["--account", "444455556666"], ["caller", "token"]),
        (["--account", "44445555666"], []),
        (["--resource", "arn:aws:iam::123456789012:role/Admin"], ["saml", "login", "caller", "token"]),
        (["--resource", "*:role/Reader"], ["denied"]),
        (["--resource", "role/Reader"], []),
        (["--source-ip", "192.0.2.7"], ["saml", "denied", "login", "caller", "token"]),
        (["--source-ip", "192.0.2.8"], []),
        (["--request-id", "saml", "--request-id", "caller"], ["saml", "caller"]),
        (["--access-key-id", "ASIA1"], ["saml", "caller"]),
        (["--access-key-id", "asia*"], ["saml", "caller"]),
        (["--access-key-id", "AKIA1"], ["token"]),
        (["--denied", "--user", "alice"], ["denied"]),
        (["--denied", "--event", "GetCallerIdentity"], []),
        (["--tail", "2"], ["caller", "token"]),
        (["--tail", "2", "--allowed"], ["saml", "caller"]),
        (["--tail", "99"], ["saml", "denied", "login", "caller", "token"]),
    ]

    private static let trail = [
        Entry.with {
            $0.request = "saml"
            $0.more = #","responseElements":{"credentials":{"accessKeyId":"ASIA1"}}"#
        },
        Entry.with {
            $0.request = "denied"
            $0.errorCode = "AccessDenied"
            $0.role = "arn:aws:iam::123456789012:role/Reader"
        },
        Entry.with {
            $0.request = "login"
            $0.name = "ConsoleLogin"
            $0.identity = #"{"type":"Unknown"}"#
            $0.more = #","responseElements":{"ConsoleLogin":"Failure"}"#
        },
        Entry.with {
            $0.request = "caller"
            $0.name = "GetCallerIdentity"
            $0.identity =
                #"{"arn":"arn:aws:sts::444455556666:assumed-role/Admin/alice","accountId":"444455556666","accessKeyId":"ASIA1"}"#
        },
        Entry.with {
            $0.request = "token"
            $0.name = "GetSigninToken"
            $0.errorCode = "InvalidClientTokenId"
            $0.identity = #"{"type":"Unknown"}"#
            $0.more =
                #","recipientAccountId":"444455556666","additionalEventData":{"claimedAccessKeyId":"AKIA1"}"#
        },
    ]

    @Test(arguments: filters)
    func findsWhatIsAskedFor(_ options: [String], _ expected: [String]) throws {
        let input = Self.trail.map { $0 + "\n" }.joined()
        let result = try Command.run(["audit", "-", "--format", "json"] + options, input: input)
        #expect(ids(result) == expected)
        #expect(result.status == (expected.isEmpty ? 1 : 0))
        #expect(result.errors.isEmpty)
    }

    @Test func findsTimes() throws {
        let lines = (0..<10).map { Entry.at($0) }
        let day = "2026-11-21T"
        #expect(
            ids(try run(lines, "--format", "json", "--since", day + "03:00:00Z", "--until", day + "05:00:00Z"))
                == ["h3", "h4"])
        #expect(ids(try run(lines, "--format", "json", "--since", day + "10:00:00+02:00")) == ["h8", "h9"])
        #expect(ids(try run(lines, "--format", "json", "--since", "2026-11-21")).count == 10)
        #expect(try run(lines, "--since", "2026-11-22").status == 1)
        // A record whose time is none is in no span of time.
        let odd = [Entry.with { $0.time = "yesterday" }]
        #expect(try run(odd).status == 0)
        #expect(try run(odd, "--since", "2000-01-01").status == 1)
        #expect(try run(odd, "--until", "2999-01-01").status == 1)
    }

    @Test func findsTimesThatAreRelative() {
        let now = Date(timeIntervalSince1970: 1_000_000_000)
        for (text, seconds) in [
            ("90s", 90.0), ("15m", 900), ("2h", 7_200), ("7d", 604_800), ("1w", 604_800), ("0s", 0),
        ] {
            #expect(PastInstantArgument(text, now: now)?.date == now.addingTimeInterval(-seconds))
        }
        for text in ["", "m", "-5m", "5", "5y", "1.5h", "5 m", "99999999999d", "2026-13-01", "٣m"] {
            #expect(PastInstantArgument(text, now: now) == nil, "\(text)")
        }
    }

    // MARK: Lines that are no records

    @Test(arguments: [
        "no JSON", "{", "[]", "\"x\"", "{}", #"{"eventName":"X"}"#, #"{"eventTime":"2026-11-21T12:00:00Z"}"#,
        #"{"eventName":1,"eventTime":2}"#, String(repeating: "[", count: 100_000),
        #"{"eventName":"X","eventTime":"Y"}{}"#,
    ])
    func areReportedAndSkipped(_ bad: String) throws {
        let result = try run([Entry.at(1), bad, "", Entry.at(2)], "--format", "json")
        #expect(result.status == 0)
        #expect(ids(result) == ["h1", "h2"])
        #expect(result.errors.hasPrefix("sallyport: -:2: no audit record: "))
        #expect(result.errors.split(separator: "\n").count == 1)
    }

    @Test func areReportedAlsoWhenTheyAreNoText() throws {
        let folder = try TemporaryFolder()
        let long = Array(repeating: UInt8(ascii: "x"), count: LineReader.limit + 1)
        let file = try folder.write(
            "a.jsonl", Array(Entry.at(1).utf8) + [0x0A, 0xFF, 0x0A] + long + [0x0A] + Array(Entry.at(2).utf8))
        let result = try Command.run("audit", file, "--format", "json")
        #expect(ids(result) == ["h1", "h2"])
        let errors = result.errors.split(separator: "\n")
        #expect(errors.count == 2)
        #expect(errors.first?.hasSuffix(":2: no audit record: not UTF-8") == true)
        #expect(errors.last?.hasSuffix(":3: no audit record: longer than 1048576 bytes") == true)
    }

    @Test func areCountedWhenTheyAreMany() throws {
        let result = try run(Array(repeating: "x", count: 500))
        #expect(result.status == 1)
        #expect(result.errors.split(separator: "\n").count == 21)
        #expect(result.errors.hasSuffix("-: 480 more lines that are no audit records\n"))
    }

    // MARK: Usage

    @Test(arguments: [
        ["--denied", "--allowed"], ["--error", "--allowed"], ["--error=Foo.Bar"],
        ["--error", "a.jsonl"], ["--since", "yesterday"],
        ["--until", "5x"], ["--tail", "-1"], ["--tail", "x"], ["--tail", "100001"], ["--format", "csv"],
        ["--format", "json", "--verbose"], ["--config", "sallyport.yaml"], ["--follow"], ["--nonsense"],
    ])
    func wrongUsageEndsWith64(_ options: [String]) throws {
        let result = try Command.run(["audit", "-"] + options, input: Entry().line)
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
    }

    @Test func helpTeaches() throws {
        let help = try Command.run("audit", "--help").output
        for word in ["--since", "--follow", "zcat", "jq", "Exit codes"] { #expect(help.contains(word)) }
    }
}

@Suite("sallyport audit and files")
struct AuditCommandFileTests {
    private let folder: TemporaryFolder
    private let current: String

    init() throws {
        folder = try TemporaryFolder()
        // Hours 1 and 2, 3 and 4 were set aside.
        try folder.write("audit-20261121T030000Z-0001.jsonl", Self.lines(1, 2))
        try folder.write("audit-20261121T030000Z-0002.jsonl", Self.lines(3, 4))
        try folder.write("audit-other.jsonl", "no record\n")
        current = try folder.write("audit.jsonl", Self.lines(5))
    }

    private static func lines(_ hours: Int...) -> String { hours.map { Entry.at($0) + "\n" }.joined() }

    private func run(_ arguments: String...) throws -> Command.Result {
        try Command.run(["audit", "--format", "json"] + arguments)
    }

    @Test func aFileComesWithThoseThatWereSetAside() throws {
        let result = try run(current)
        #expect(ids(result) == ["h1", "h2", "h3", "h4", "h5"])
        #expect(result.errors.isEmpty)
        #expect(ids(try run(current, "--tail", "2")) == ["h4", "h5"])
        #expect(ids(try run(current, "--only")) == ["h5"])
        #expect(ids(try run(folder.path + "/audit-20261121T030000Z-0001.jsonl")) == ["h1", "h2"])
        // As a shell writes out audit*.jsonl.
        let all = ["audit-20261121T030000Z-0001.jsonl", "audit-20261121T030000Z-0002.jsonl", "audit.jsonl"]
        #expect(ids(try Command.run(["audit", "--format", "json"] + all.map { folder.path + "/" + $0 })).count == 5)
    }

    @Test func filesThatAreTooOldAreNotRead() throws {
        // Seen by what is said of a line that is none.
        try folder.write("audit-20261121T030000Z-0001.jsonl", "no record\n")
        let result = try run(current, "--since", "2026-11-21T04:00:01Z")
        #expect(ids(result) == ["h5"])
        #expect(result.errors.isEmpty)
        #expect(try run(current, "--since", "2026-11-21T04:00:00Z").errors.contains("0001.jsonl:1: no audit record"))
    }

    @Test func theCurrentFileMayBeMissingWhenOthersAreThere() throws {
        try FileManager.default.removeItem(atPath: current)
        #expect(ids(try run(current)).count == 4)
        #expect(try run(current, "--only").status == 2)
        let result = try run(folder.path + "/nothing.jsonl")
        #expect(result.status == 2)
        #expect(result.errors.contains("nothing.jsonl: can't be read: No such file"))
        #expect(try run(folder.path).status == 2)
    }

    @Test func aFileBehindErrorIsNoCode() throws {
        try folder.write("audit.jsonl", Self.lines(5) + Entry.at(6) { $0.errorCode = "AccessDenied" } + "\n")
        #expect(ids(try run(current, "--error")) == ["h6"])
        #expect(ids(try run("--error", "AccessDenied", current)) == ["h6"])
        #expect(try run("--error", "InvalidIdentityToken", current).status == 1)
    }

    @Test func aLastLineWithoutABreakCounts() throws {
        try folder.write("audit.jsonl", String(Self.lines(5, 6).dropLast()))
        #expect(ids(try run(current, "--only")) == ["h5", "h6"])
    }

    @Test func theConfigurationNamesTheFile() throws {
        // Nothing else in it has to be good.
        let configuration = try folder.write("sallyport.yaml", "audit: { file: audit.jsonl }\naccounts: nonsense\n")
        #expect(ids(try run("--config", configuration)).count == 5)
        let other = try folder.write("other.jsonl", Self.lines(7))
        #expect(
            ids(
                try Command.run(
                    "audit", "--format", "json", "--config", configuration, environment: ["SALLYPORT_AUDIT_FILE": other]
                ))
                == ["h7"])
        let silent = try folder.write("silent.yaml", "audit: { stdout: true }\n")
        #expect(try run("--config", silent).status == 2)
        #expect(try run("--config", silent).errors.contains("audit.file"))
        #expect(try run("--config", "/nonexistent").status == 2)
        #expect(try run().errors.contains("sallyport.yaml: can't read the file; name a file, or --config"))
    }

    @Test func longFilesAreReadInPieces() throws {
        let count = 3_000
        let lines = (0..<count).map { number in Entry.with { $0.request = "r\(number)" } + "\n" }.joined()
        let file = try folder.write("long.jsonl", lines)
        #expect(ids(try run(file)) == (0..<count).map { "r\($0)" })
        #expect(ids(try run(file, "--tail", "3")) == ["r2997", "r2998", "r2999"])
    }

    // MARK: Following

    private func append(_ text: String, to name: String = "audit.jsonl") throws {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path + "/" + name))
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
    }

    /// Waits until the command has printed so many records.
    private func wait(for count: Int, _ process: Process, _ output: TemporaryFolder) async throws -> [String] {
        while process.isRunning {
            let printed = ids(try Command.Result(status: 0, output: output.read("out"), errors: ""))
            if printed.count >= count { return printed }
            try await Task.sleep(for: .milliseconds(20))
        }
        return []
    }

    @Test func followsThroughEveryChangeOfFile() async throws {
        let output = try TemporaryFolder()
        let process = try Command.start(
            ["audit", "--follow", "--tail", "1", "--format", "json", current], output)
        defer { process.terminate() }
        #expect(try await wait(for: 1, process, output) == ["h5"])
        // A record in two pieces.
        let record = Self.lines(6)
        try append(String(record.prefix(50)))
        try append(String(record.dropFirst(50)))
        #expect(try await wait(for: 2, process, output) == ["h5", "h6"])
        // Set aside twice before anybody looks.
        let first = folder.path + "/audit-20261121T030000Z-0003.jsonl"
        try FileManager.default.moveItem(atPath: current, toPath: first)
        try append(Self.lines(7), to: "audit-20261121T030000Z-0003.jsonl")
        try folder.write("audit-20261121T030000Z-0004.jsonl", Self.lines(8))
        try folder.write("audit.jsonl", Self.lines(9))
        #expect(try await wait(for: 5, process, output) == ["h5", "h6", "h7", "h8", "h9"])
        // Moved away by others, and cut short.
        try FileManager.default.moveItem(atPath: current, toPath: current + ".1")
        try folder.write("audit.jsonl", Self.lines(10, 11))
        #expect(try await wait(for: 7, process, output).last == "h11")
        try FileHandle(forWritingTo: URL(fileURLWithPath: current)).truncate(atOffset: 0)
        try append(Self.lines(12))
        #expect(try await wait(for: 8, process, output).last == "h12")
    }

    @Test func followsAFileThatIsNotThereYet() async throws {
        try FileManager.default.removeItem(atPath: current)
        let output = try TemporaryFolder()
        let process = try Command.start(["audit", "--follow", "--denied", "--format", "json", current], output)
        defer { process.terminate() }
        try folder.write("audit.jsonl", Self.lines(6) + Entry.at(7) { $0.errorCode = "AccessDenied" } + "\n")
        #expect(try await wait(for: 1, process, output) == ["h7"])
    }
}
