import Foundation

/// A page of the documentation, as far as tests look at it.
struct MarkdownPage {
    /// A table below a heading: its rows, those of the head and the line below it left out.
    struct Table {
        let heading: String
        let head: [String]
        var rows: [[String]] = []
    }

    /// A link to elsewhere, with the line in which it stands.
    struct Link {
        let target: String
        let line: Int
    }

    let path: String
    private(set) var tables: [Table] = []
    private(set) var links: [Link] = []
    /// What headings are linked by, as hosts of repositories make it.
    private(set) var anchors: Set<String> = []

    /// Reads the page at a path from the root of the repository.
    init(_ path: String) throws { self.init(path: path, text: try Repository.text(path)) }

    init(path: String, text: String) {
        self.path = path
        var heading = ""
        var isCode = false
        var isTable = false
        for (index, line) in text.components(separatedBy: "\n").enumerated() {
            let content = line.trimmingCharacters(in: .whitespaces)
            if content.hasPrefix("```") { isCode.toggle() }
            guard !isCode, !line.hasPrefix("    ") else { continue }
            if line.hasPrefix("#") {
                heading = content.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces)
                addAnchor(heading)
            }
            links += Self.links(in: line).map { Link(target: $0, line: index + 1) }
            let cells = Self.cells(of: content)
            if cells.isEmpty {
                isTable = false
            } else if !isTable {
                tables.append(Table(heading: heading, head: cells))
                isTable = true
            } else if !cells.allSatisfy({ $0.allSatisfy { "-: ".contains($0) } && !$0.isEmpty }) {
                tables[tables.count - 1].rows.append(cells)
            }
        }
    }

    /// Small letters, blanks as hyphens, and nothing but letters, digits, hyphens and underscores; a number for one that
    /// is there already.
    private mutating func addAnchor(_ heading: String) {
        let kept = heading.lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
        let anchor = kept.replacingOccurrences(of: " ", with: "-")
        var candidate = anchor
        var number = 0
        while !anchors.insert(candidate).inserted {
            number += 1
            candidate = "\(anchor)-\(number)"
        }
    }

    /// The cells of a row; a `|` inside code does not end one.
    private static func cells(of line: String) -> [String] {
        guard line.hasPrefix("|"), line.hasSuffix("|"), line.count > 1 else { return [] }
        var cells: [String] = [""]
        var isCode = false
        for character in line.dropFirst().dropLast() {
            if character == "`" { isCode.toggle() }
            if character == "|", !isCode {
                cells.append("")
            } else {
                cells[cells.count - 1].append(character)
            }
        }
        return cells.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    /// Targets of links and pictures, those inside code left out.
    private static func links(in line: String) -> [String] {
        let pieces = line.split(separator: "`", omittingEmptySubsequences: false)
        // Pieces between backticks are code; what a link shows may be code too, so its end may stand in the next piece.
        let text = pieces.enumerated().map { $0.offset.isMultiple(of: 2) ? String($0.element) : "code" }.joined()
        return text.components(separatedBy: "](").dropFirst().compactMap { rest in
            rest.firstIndex(of: ")").map { String(rest[..<$0]) }
        }
    }

    /// The texts in backticks of a cell.
    static func code(in cell: String) -> [String] {
        let pieces = cell.split(separator: "`", omittingEmptySubsequences: false)
        return pieces.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    }
}
