import Encodings

/// Turns offsets of one text into lines and columns, many of them at little cost.
///
/// The text is walked once, when the first position is asked for; marks along the way keep every later walk short.
package final class SourceMap {
    private struct Mark {
        var line = 1
        var column = 1
    }

    private static let distance = 512

    private let text: String
    private lazy var marks = text.withBytes(Self.marks)

    /// Makes a map of a text.
    package init(_ text: String) {
        self.text = text
    }

    /// Line and column of an offset; offsets past the end mean the end.
    package func position(atOffset offset: Int) -> SourcePosition {
        text.withBytes { bytes in
            let end = min(max(0, offset), bytes.count)
            let index = min(end / Self.distance, marks.count - 1)
            var mark = marks[index]
            for byte in bytes[(index * Self.distance)..<end] { Self.advance(&mark, over: byte) }
            return SourcePosition(line: mark.line, column: mark.column, offset: end)
        }
    }

    private static func marks(_ bytes: UnsafeBufferPointer<UInt8>) -> [Mark] {
        var marks: [Mark] = []
        var mark = Mark()
        for (offset, byte) in bytes.enumerated() {
            if offset % distance == 0 { marks.append(mark) }
            advance(&mark, over: byte)
        }
        return marks.isEmpty ? [mark] : marks
    }

    private static func advance(_ mark: inout Mark, over byte: UInt8) {
        if byte == ASCII.lineFeed {
            mark.line += 1
            mark.column = 1
        } else if byte & 0xC0 != 0x80 {
            mark.column += 1
        }
    }
}
