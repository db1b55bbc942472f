import ArgumentParser
import Foundation

/// What goes to the standard streams.
enum Terminal {
    /// Writes a line to the standard error.
    static func complain(_ message: String) { FileHandle.standardError.write(Data("sallyport: \(message)\n".utf8)) }

    /// Writes to the standard error and gives the exit code for input that can't be read.
    static func fail(_ message: String) -> ExitCode {
        complain(message)
        return .unreadable
    }

    /// Writes to the standard error and gives the exit code for wrong usage that shows only while the command runs.
    static func misuse(_ message: String) -> ExitCode {
        complain(message)
        return .validationFailure
    }

    /// Text of documents, made fit for a line on a terminal: control characters could move the cursor or hide what stands there, and a
    /// line break could begin a line that looks like ours.
    static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
                    default: scalar
                    }
                }))
    }
}
