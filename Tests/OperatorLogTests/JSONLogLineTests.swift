import Encodings
import Foundation
import Logging
import OperatorLog
import Testing

@Suite("The log as JSON")
struct JSONLogLineTests {
    private func line(_ message: Logger.Message, _ metadata: Logger.Metadata = [:]) -> String {
        let event = LogEvent(
            level: .notice, message: message, metadata: metadata, source: "test", file: "", function: "", line: 1)
        let line = JSONLogLine(event, label: "sallyport", metadata: metadata, at: Timestamp(milliseconds: 1_007))
        return String(decoding: line.bytes, as: UTF8.self)
    }

    private func object(_ line: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test func itIsOneObject() {
        #expect(
            line("listening", ["address": "127.0.0.1:8080"])
                == #"{"time":"1970-01-01T00:00:01.007Z","level":"notice","logger":"sallyport","message":"listening","#
                + #""address":"127.0.0.1:8080"}"#)
    }

    @Test func detailsKeepTheirShape() throws {
        let line = line("x", ["list": ["a", "b"], "nested": ["key": .stringConvertible(3)], "level": "mine"])
        let object = try object(line)
        #expect(object["list"] as? [String] == ["a", "b"])
        #expect(object["nested"] as? [String: String] == ["key": "3"])
        #expect(object["level"] as? String == "notice")
        #expect(object["level_"] as? String == "mine")
    }

    @Test(arguments: ["a\nb", "a\u{2028}b", "\u{202E}cba", "\u{1B}[31m", "\"}\n{\"level\":\"error\"", "\u{0}"])
    func nothingBreaksTheLineOrTheTerminal(_ text: String) throws {
        let line = line("\(text)", ["detail": "\(text)", "\(text)": "name"])
        #expect(
            line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !["\u{2028}", "\u{202E}", "\u{1B}"].contains($0) })
        let object = try object(line)
        #expect(object["message"] as? String == text)
        #expect(object["detail"] as? String == text)
        #expect(object[text] as? String == "name")
    }

    @Test func itIsBounded() {
        let long = String(repeating: "x", count: 100_000)
        var deep = Logger.Metadata.Value.string(long)
        for _ in 0..<100 { deep = .array([deep, deep]) }
        let many = Dictionary(
            uniqueKeysWithValues: (0..<1_000).map { ("key\($0)", Logger.Metadata.Value.string(long)) })
        #expect(line("\(long)", many).utf8.count < 200_000)
        #expect(line("x", ["deep": deep]).utf8.count < 10_000)
    }
}
