package import Accounts
package import Audit
import CommandIO
package import Encodings
import Foundation
import Glibc
import SallyportConfiguration

/// Something that an administrator does beside the broker, and its record in the broker's audit file.
package struct AdministratorAct {
    let name: String
    let parameters: [JSONMember]
    /// The account that it is about.
    let account: AccountID?
    let partition: Partition

    /// Names it, as its record does.
    package init(
        name: String, parameters: [JSONMember], account: AccountID? = nil, partition: Partition = .aws
    ) {
        self.name = name
        self.parameters = parameters
        self.account = account
        self.partition = partition
    }

    /// Does it and records it; room for the record is held before.
    ///
    /// - Parameters:
    ///   - trail: nil when there is no file.
    ///   - reason: why there is none, to be said.
    ///   - elements: what came of it.
    /// - Throws: `ExitCode` after saying why; what `body` throws.
    package func carryOut<Value>(
        in trail: FileAuditSink?,
        without reason: String? = "the audit goes to the broker's standard output alone (audit.file is not set)",
        elements: (Value) -> [JSONMember] = { _ in [] },
        _ body: () async throws -> Value
    ) async throws -> Value {
        guard let trail else {
            let value = try await body()
            if let reason { Terminal.complain("\(name) is not recorded: \(reason)") }
            return value
        }
        let reservation = try await Self.reported("nothing was done") { () throws(AuditError) in
            try await trail.reserve()
        }
        let value = try await body()
        let event = event(elements(value))
        try await Self.reported("it is done, but not recorded") { () throws(AuditError) in
            try await trail.record([event], in: reservation)
        }
        return value
    }

    private func event(_ elements: [JSONMember]) -> AuditEvent {
        var event = AuditEvent.act(
            name, by: .systemUser(id: getuid(), name: NSUserName()), parameters, partition,
            id: UUIDText.make(SystemRandomSource()), at: Date())
        if !elements.isEmpty { event.responseElements = .object(elements) }
        event.recipientAccountID = account
        if let user = ProcessInfo.processInfo.environment["SUDO_USER"] {
            event.additionalEventData.append(JSONMember("sudoUser", user.cut(to: 64)))
        }
        return event
    }

    private static func reported<Value>(
        _ state: String, _ body: () async throws(AuditError) -> Value
    ) async throws -> Value {
        do throws(AuditError) {
            return try await body()
        } catch {
            throw Terminal.fail("audit: \(error); \(state)")
        }
    }
}

extension FileAuditSink {
    /// The broker's audit file, for whole lines behind those of the broker, which alone sets the file aside; nil when there is none.
    ///
    /// - Throws: `ExitCode` after saying why it can't be written.
    package static func trail(_ file: String?, of configuration: String) throws -> FileAuditSink? {
        try Terminal.reported(about: "\(configuration): audit.file") {
            try file.map { try FileAuditSink(file: $0, standardOutput: nil, synchronous: true) }
        }
    }
}
