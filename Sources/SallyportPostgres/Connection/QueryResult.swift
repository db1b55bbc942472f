import CPostgres

/// The owner of a `PGresult`.
struct QueryResult: ~Copyable {
    private let pointer: OpaquePointer

    init?(_ pointer: OpaquePointer?) {
        guard let pointer else { return nil }
        self.pointer = pointer
    }

    deinit { PQclear(pointer) }

    /// What went wrong; nil for an answer.
    var failure: PostgresFailure? {
        switch PQresultStatus(pointer) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_SINGLE_TUPLE: return nil
        default:
            guard let state = field(ConnectionHandle.Diagnostic.state) else {
                return .lost(String(cString: PQresultErrorMessage(pointer)))
            }
            return PostgresFailure(state: state, message: field(ConnectionHandle.Diagnostic.message) ?? "")
        }
    }

    /// Copies of the rows.
    var rows: [PostgresRow] {
        let columns = PQnfields(pointer)
        return (0..<max(PQntuples(pointer), 0)).map { row in
            PostgresRow(
                (0..<max(columns, 0)).map { column in
                    guard PQgetisnull(pointer, row, column) == 0, let value = PQgetvalue(pointer, row, column) else {
                        return nil
                    }
                    let count = Int(max(PQgetlength(pointer, row, column), 0))
                    return Array(UnsafeRawBufferPointer(start: value, count: count))
                })
        }
    }

    /// Parts of the report of an error; its detail, which has values in it, is not read.
    private func field(_ code: Int32) -> String? { PQresultErrorField(pointer, code).map { String(cString: $0) } }
}
