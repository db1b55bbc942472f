import ArgumentParser
import Foundation

/// How a command writes its result.
package enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json

    /// Writes a result to the standard output.
    package func write(_ lines: @autoclosure () -> [String], json: @autoclosure () throws -> String) rethrows {
        switch self {
        case .text: Terminal.write(lines())
        case .json: Terminal.write(json: try json())
        }
    }

    /// An object as indented JSON with sorted keys.
    package static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
