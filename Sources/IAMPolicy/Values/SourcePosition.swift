/// A place in a policy's text.
public struct SourcePosition: Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    public let line: Int
    /// The column in characters (Unicode scalars), from 1.
    public let column: Int
    /// The distance from the beginning of the text in UTF-8 bytes, from 0.
    public let offset: Int

    /// Makes a position.
    public init(line: Int, column: Int, offset: Int) {
        self.line = line
        self.column = column
        self.offset = offset
    }

    /// The position as `line:column`.
    public var description: String { "\(line):\(column)" }

    /// Counts lines and columns up to an offset of a text; offsets past the end mean the end.
    package init(offset: Int, in text: String) {
        self = SourceMap(text).position(atOffset: offset)
    }
}

/// A half-open range of UTF-8 bytes in a policy's text.
public struct SourceRange: Hashable, Sendable {
    /// The offset of the first byte.
    public let start: Int
    /// The offset after the last byte.
    public let end: Int

    /// Makes a range.
    public init(start: Int, end: Int) {
        self.start = start
        self.end = end
    }
}
