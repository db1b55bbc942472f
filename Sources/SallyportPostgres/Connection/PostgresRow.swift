import Accounts

/// One row of an answer, each column in PostgreSQL's binary format.
struct PostgresRow: Hashable, Sendable {
    private let columns: [[UInt8]?]

    init(_ columns: [[UInt8]?]) { self.columns = columns }

    /// The bytes of a column, nil for NULL.
    func optionalBytes(_ index: Int) throws(StoreError) -> [UInt8]? {
        guard columns.indices.contains(index) else { throw StoreError(.corrupt, "PostgreSQL sent too few columns") }
        return columns[index]
    }

    func bytes(_ index: Int) throws(StoreError) -> [UInt8] {
        guard let bytes = try optionalBytes(index) else { throw StoreError(.corrupt, "a column is NULL") }
        return bytes
    }

    func optionalText(_ index: Int) throws(StoreError) -> String? {
        guard let bytes = try optionalBytes(index) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw StoreError(.corrupt, "a column is not UTF-8")
        }
        return text
    }

    func text(_ index: Int) throws(StoreError) -> String {
        guard let text = try optionalText(index) else { throw StoreError(.corrupt, "a column is NULL") }
        return text
    }

    /// A `bigint`; nil for NULL.
    func optionalInteger(_ index: Int) throws(StoreError) -> Int64? {
        guard let bytes = try optionalBytes(index) else { return nil }
        guard bytes.count == 8 else { throw StoreError(.corrupt, "a number has \(bytes.count) bytes instead of 8") }
        return Int64(bitPattern: bytes.reduce(0) { $0 << 8 | UInt64($1) })
    }

    func integer(_ index: Int) throws(StoreError) -> Int64 {
        guard let number = try optionalInteger(index) else { throw StoreError(.corrupt, "a column is NULL") }
        return number
    }

    func boolean(_ index: Int) throws(StoreError) -> Bool { try bytes(index) == [1] }
}
