import ArgumentParser
import BenchmarkSupport
import Federation
import Foundation
import IAMPolicy
import SAML2

/// Measures one core: responses per second from XML to credentials, and how many times the floor that is.
@main
struct Measure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract:
            "Measure parse + validate + map + trust + mint of a signed response, as a multiple of RSA verify + SHA-256."
    )

    @Option(help: "Different responses in a round.")
    var responses = 2_000

    @Option(help: "Rounds; the median counts.")
    var rounds = 7

    @Flag(help: "Measure the floor alone, over as many bytes as a response has.")
    var floorOnly = false

    @Flag(help: "Measure each stage as well: parse, verify, read, trust, mint, store, audit.")
    var stages = false

    @Option(help: "How to print: text or json.")
    var format = Format.text

    static let instant = Date(timeIntervalSince1970: 1_800_000_000)
    static let recipient = "https://broker.example.com/saml"
    static let audience = "https://broker.example.com/static/saml-metadata.xml"
    static let role = "arn:aws:iam::123456789012:role/Administrator"
    static let provider = "arn:aws:iam::123456789012:saml-provider/corp"

    func run() async throws {
        let factory = try ResponseFactory(
            recipient: Self.recipient, audience: Self.audience, roleARN: Self.role, providerARN: Self.provider,
            at: Self.instant)
        let documents = try (0..<(floorOnly ? 1 : responses)).map { try factory.response($0, at: Self.instant) }
        let size = documents.map(\.count).reduce(0, +) / max(documents.count, 1)
        if format == .text {
            print(
                "response: \(size) bytes, RSA-2048, RSA-SHA256, assertion signed; \(responses) different ones, median of \(rounds) rounds"
            )
        }
        let floor = try Floor(bytes: size)
        let pipeline = try Pipeline(factory: factory)
        var found = Rounds()
        for _ in 0..<rounds {
            found.add(
                "floor", "floor: RSA verify + SHA-256 of the same bytes", try floor.microseconds(rounds: responses))
            if floorOnly { continue }
            found.add("validate", "parse + validate", try pipeline.validationMicroseconds(documents))
            found.add(
                "decide", "parse + validate + map + trust + mint", try await pipeline.wholeMicroseconds(documents))
            if stages { try await Stages(pipeline: pipeline, documents: documents).measure(into: &found) }
        }
        let base = found.figures.first?.microseconds ?? 0
        for figure in found.figures { try figure.print(as: format) { line($0, base) } }
    }

    private func line(_ figure: Figure, _ base: Double) -> String {
        figure.title + String(repeating: " ", count: max(1, 48 - figure.title.count))
            + String(
                format: "%8.1f us %10.0f /s %7.1f x floor", figure.microseconds, 1_000_000 / figure.microseconds,
                figure.microseconds / base)
    }
}

/// What each thing took, round by round, in the order in which they were measured.
struct Rounds {
    private var names: [String] = []
    private var found: [String: (title: String, microseconds: [Double])] = [:]

    mutating func add(_ name: String, _ title: String, _ microseconds: Double) {
        if found[name] == nil { names.append(name) }
        found[name, default: (title, [])].microseconds.append(microseconds)
    }

    var figures: [Figure] {
        names.compactMap { name in
            found[name].map { Figure(name: name, title: $0.title, medianOf: $0.microseconds) }
        }
    }
}
