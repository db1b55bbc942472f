package import ArgumentParser
import Encodings
import Foundation

/// What goes to the standard streams: all of it through here, so that no text of a document can write a line of its own,
/// move the cursor or turn words round.
package enum Terminal {
    /// Code points of a line; longer ones are cut.
    private static let longest = 1_000_000

    /// A text made fit for a line on a terminal.
    package static func line(_ text: String) -> String { text.printable(limit: longest) }

    /// Writes lines to the standard output, each made fit for a terminal.
    package static func write(_ lines: [String]) {
        let text = lines.map { line($0) + "\n" }.joined()
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    /// Writes lines to the standard output, in colour where it shows any.
    package static func write(_ lines: [StyledLine]) {
        let isColoured = StyledLine.isOutputColoured
        let text = lines.map { $0.written(inColour: isColoured) + "\n" }.joined()
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    /// Writes a line to the standard output, made fit for a terminal.
    package static func write(_ line: String) { write([line]) }

    /// Writes JSON to the standard output, with `\u` escapes where a terminal would show nothing or something else.
    package static func write(json: String) {
        FileHandle.standardOutput.write(Data((json.withVisibleJSON + "\n").utf8))
    }

    /// Writes a line to the standard error.
    package static func complain(_ message: String) {
        FileHandle.standardError.write(Data("sallyport: \(line(message.replacing("\n", with: " ")))\n".utf8))
    }

    /// Writes to the standard error and gives the exit code for input that can't be read.
    package static func fail(_ message: String) -> ExitCode {
        complain(message)
        return .unreadable
    }

    /// What `body` gives; an error of it ends the command with its text and exit code 2.
    ///
    /// - Parameter place: what the text begins with: a file, an option or a key.
    package static func reported<Value>(about place: String? = nil, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw fail((place.map { "\($0): " } ?? "") + "\(error)")
        }
    }

    /// Writes to the standard error and gives the exit code for wrong usage that shows only while the command runs.
    package static func misuse(_ message: String) -> ExitCode {
        complain(message)
        return .validationFailure
    }
}
