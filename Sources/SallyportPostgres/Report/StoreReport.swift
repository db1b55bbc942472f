package import Accounts

/// What a database says of itself, for those who run it.
package struct StoreReport: Sendable {
    /// A line: what it is about, and what was found.
    package struct Fact: Hashable, Sendable {
        package let name: String
        package let value: String
    }

    /// How a finding is to be taken.
    package enum Severity: String, Sendable {
        case good = "ok"
        case warning
        case fault
    }

    /// Something that was looked at.
    package struct Finding: Hashable, Sendable {
        package let severity: Severity
        package let text: String
    }

    /// How it stands.
    package let facts: [Fact]
    /// Whether it is set up as it should be.
    package let findings: [Finding]
}

extension PostgresServers {
    /// Connects and asks; changes nothing, and makes no tables.
    ///
    /// Throws `StoreError` when no server takes writes.
    package func report() async throws(StoreError) -> StoreReport {
        let connection = PostgresConnection(self)
        do {
            let place = try await connection.place()
            let servers = self
            let report = try await connection.transaction(.read) { handle in
                StoreReport(
                    facts: try StoreFacts(servers: servers, place: place).read(handle),
                    findings: try StoreFindings(servers: servers).read(handle))
            }
            await connection.close()
            return report
        } catch {
            await connection.close()
            throw StoreError(anyOf: error)
        }
    }
}
