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

    static let instant = Date(timeIntervalSince1970: 1_800_000_000)
    static let recipient = "https://broker.example.com/saml"
    static let audience = "https://broker.example.com/static/saml-metadata.xml"
    static let role = "arn:aws:iam::123456789012:role/Administrator"
    static let provider = "arn:aws:iam::123456789012:saml-provider/corp"

    func run() async throws {
        let factory = try ResponseFactory(
            recipient: Self.recipient, audience: Self.audience, roleARN: Self.role, providerARN: Self.provider,
            at: Self.instant)
        var documents: [[UInt8]] = []
        for number in 0..<responses { documents.append(try factory.response(number, at: Self.instant)) }
        let size = documents.map(\.count).reduce(0, +) / documents.count
        print(
            "response: \(size) bytes, RSA-2048, RSA-SHA256, assertion signed; \(responses) different ones, median of \(rounds) rounds"
        )

        let pipeline = try Pipeline(factory: factory)
        let floor = try Floor(bytes: size)
        var floors: [Double] = []
        var validations: [Double] = []
        var wholes: [Double] = []
        for _ in 0..<rounds {
            floors.append(try floor.microseconds(rounds: responses))
            validations.append(try pipeline.validationMicroseconds(documents))
            wholes.append(try await pipeline.wholeMicroseconds(documents))
        }
        let base = median(floors)
        line("floor: RSA verify + SHA-256 of the same bytes", base, base)
        line("parse + validate", median(validations), base)
        line("parse + validate + map + trust + mint", median(wholes), base)
    }

    private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private func line(_ name: String, _ microseconds: Double, _ base: Double) {
        let padded = name + String(repeating: " ", count: max(1, 48 - name.count))
        print(
            padded
                + String(
                    format: "%8.1f us %10.0f /s %7.1f x floor", microseconds, 1_000_000 / microseconds,
                    microseconds / base))
    }
}
