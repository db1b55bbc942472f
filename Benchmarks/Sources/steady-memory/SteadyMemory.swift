import ArgumentParser
import BenchmarkSupport
import FederationTesting
import Foundation
import SAML2

/// Validates for a long time and watches the memory: what one response leaves behind would show after a hundred thousand.
@main
struct SteadyMemory: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "steady-memory",
        abstract: "Validate responses that are accepted, refused and encrypted, and fail when memory goes on growing.")

    @Option(help: "Validations in all.")
    var count = 100_000

    @Option(help: "Kilobytes by which the last third may grow.")
    var bound = 2_048

    private static let instant = Date(timeIntervalSince1970: 1_800_000_000)
    private static let account = "arn:aws:iam::123456789012"
    /// Different responses of each kind, which take turns.
    private static let each = 50

    func run() throws {
        let owner = try TestIdentityProvider(at: Self.instant)
        let factory = try ResponseFactory(
            recipient: "https://broker.example.com/saml", audience: "https://broker.example.com/metadata",
            roleARN: "\(Self.account):role/Administrator", providerARN: "\(Self.account):saml-provider/corp",
            at: Self.instant)
        let kinds = try Kind.all(factory, encryptedFor: owner, count: Self.each, at: Self.instant)
        let validator = ResponseValidator(
            serviceProvider: ServiceProvider(
                recipients: [factory.recipient], audiences: [factory.audience],
                decryptionKeys: [try DecryptionKey(pem: owner.privateKeyPEM())]))
        let trusted = TrustedIdentityProviders(
            try factory.provider.identityProviderMetadata(at: Self.instant).identityProviders)

        var readings: [(validations: Int, kilobytes: Int)] = [(0, try residentKilobytes())]
        report(readings[0])
        for number in 0..<count {
            let kind = kinds[number % kinds.count]
            let document = kind.documents[number / kinds.count % Self.each]
            let validation = validator.validate(xml: document, trusting: trusted, at: Self.instant)
            let isAccepted = (try? validation.outcome.get()) != nil
            guard isAccepted == kind.isAccepted else {
                print("\(kind.name): expected to be \(kind.isAccepted ? "accepted" : "refused")")
                throw ExitCode.failure
            }
            if (number + 1) % max(count / 10, 1) == 0 {
                readings.append((number + 1, try residentKilobytes()))
                report(readings[readings.count - 1])
            }
        }
        try judge(readings, kinds: kinds.map(\.name))
    }

    private func judge(_ readings: [(validations: Int, kilobytes: Int)], kinds: [String]) throws {
        let last = readings.filter { $0.validations >= count * 2 / 3 }.map(\.kilobytes)
        let growth = (last.last ?? 0) - (last.first ?? 0)
        print(
            "\(count) validations (\(kinds.joined(separator: ", "))): \(growth) KB more in the last third, at most \(bound)"
        )
        if growth > bound { throw ExitCode.failure }
    }

    private func report(_ reading: (validations: Int, kilobytes: Int)) {
        print("after \(reading.validations) validations: \(reading.kilobytes) KB resident")
        fflush(nil)
    }

    private func residentKilobytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        guard let text = line?.split(whereSeparator: \.isWhitespace).dropFirst().first, let value = Int(text) else {
            throw ValidationError("/proc/self/status does not tell the resident memory")
        }
        return value
    }
}
