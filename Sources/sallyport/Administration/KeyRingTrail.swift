import ArgumentParser
import Audit
import CommandIO
import Encodings
import Foundation
import Keys
import OperatorCommands
import SallyportConfiguration

/// The audit file of the broker whose key ring is changed.
struct KeyRingTrail: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The configuration whose audit file gets a record. (default: sallyport.yaml beside the key ring or in the working directory, when it is there)",
            valueName: "file"))
    var config: String?

    /// Does something to a key ring and records it.
    ///
    /// - Throws: `ExitCode` after saying why; what `body` throws.
    func carryOut(
        _ name: String, on ring: String, key: String? = nil, _ body: () async throws -> KeyRing
    ) async throws -> KeyRing {
        var parameters = [JSONMember("keyRing", Self.absolute(ring))]
        if let key { parameters.append(JSONMember("key", key)) }
        let beside = URL(fileURLWithPath: ring).deletingLastPathComponent().appendingPathComponent("sallyport.yaml")
            .path
        let found = [beside, "sallyport.yaml"].first { FileManager.default.fileExists(atPath: $0) }
        let act = AdministratorAct(name: name, parameters: parameters)
        guard let path = config ?? found else {
            // Before there is a broker there is no trail.
            let reason = "name the configuration of the broker with --config"
            return try await act.carryOut(in: nil, without: name == "CreateKeyRing" ? nil : reason, body)
        }
        return try await act.carryOut(
            in: try FileAuditSink.trail(auditFile(of: path), of: path),
            elements: { [JSONMember("keys", .array($0.keyIDs.map { .string($0) }))] }, body)
    }

    private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

    private func auditFile(of configuration: String) throws -> String? {
        try Terminal.reported {
            try ConfigurationReader(environment: ProcessInfo.processInfo.environment).auditFile(of: configuration)
        }
    }
}
