/// The text of a resource in which `{method}`, `{path}` and `{region}` stand for those of a request.
struct ResourceTemplate: Sendable {
    private enum Piece: Sendable {
        case text(String)
        case method
        case path
        case region
    }

    private static let places: [String: Piece] = ["method": .method, "path": .path, "region": .region]

    private let pieces: [Piece]

    /// - Returns: nil for a text with other places, or with a brace that is not closed.
    init?(_ text: String) {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}"),
                let place = Self.places[String(rest[rest.index(after: open)..<close])]
            else { return nil }
            pieces += [.text(String(rest[..<open])), place]
            rest = rest[rest.index(after: close)...]
        }
        self.pieces = pieces + [.text(String(rest))]
    }

    /// The resource of a request, made in one go: what a path holds is never taken for a place.
    func text(method: String, path: String, region: String) -> String {
        pieces.reduce(into: "") { text, piece in
            switch piece {
            case .text(let fixed): text += fixed
            case .method: text += method
            case .path: text += path
            case .region: text += region
            }
        }
    }
}
