import Encodings
import Foundation
package import Mustache

/// Templates of pages, whose values stay text whatever they hold.
///
/// The escaping of the library compares characters, which a combining mark behind a quotation mark gets past.
package enum MarkupTemplate {
    private struct Escaping: MustacheContentType {
        func escapeText(_ text: String) -> String { text.markupEscaped }
    }

    private static let contentType = "MARKUP"
    private static let register: Void = MustacheContentTypes.register(Escaping(), named: contentType)

    /// Reads a template; throws when it is broken.
    ///
    /// - Parameter constants: values that are the same each time, by the names of their tags. They are written into the
    ///   template: to look them up and escape them for each page took longer than to refuse a response.
    package static func make(_ text: String, constants: [String: String] = [:]) throws -> MustacheTemplate {
        register
        return try MustacheTemplate(string: "{{% CONTENT_TYPE:\(contentType)}}" + written(constants, into: text))
    }

    private static func written(_ constants: [String: String], into text: String) -> String {
        let parts = text.components(separatedBy: "{{")
        return parts.dropFirst().reduce(into: parts.first ?? "") { written, part in
            let pieces = part.components(separatedBy: "}}")
            guard let name = pieces.first, let constant = constants[name] else {
                written += "{{" + part
                return
            }
            // A value is none of the template's tags.
            written += constant.markupEscaped.replacingOccurrences(of: "{", with: "&#123;")
            written += pieces.dropFirst().joined(separator: "}}")
        }
    }
}
