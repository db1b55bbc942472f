import Foundation
import GRDB

/// The large texts beside the records of entities, in a table of their own so that lists of entities pass them over.
enum EntityDocumentTable {
    static func fetch(_ uniqueID: String, _ db: Database) throws -> [UInt8]? {
        let statement = try db.cachedStatement(sql: "SELECT content FROM entity_document WHERE unique_id = ?")
        return try Data.fetchOne(statement, arguments: [uniqueID]).map(Array.init)
    }

    static func save(_ document: [UInt8], _ uniqueID: String, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO entity_document (unique_id, content) VALUES (?, ?)
                ON CONFLICT (unique_id) DO UPDATE SET content = excluded.content
                """)
        try statement.execute(arguments: [uniqueID, Data(document)])
    }
}
