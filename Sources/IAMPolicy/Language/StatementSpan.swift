import Encodings

/// Where a statement begins and ends in its policy's text.
package struct StatementSpan: Hashable, Sendable {
    package let start: SourcePosition
    package let end: SourcePosition
    /// Whether the element `Statement` is the statement itself and no list.
    package let isWholeElement: Bool
}

extension PolicyDocument {
    /// Where each statement stands, in their order.
    ///
    /// The text is walked once for all of them; a ``MatchedStatement`` that is asked walks it for each position.
    package var statementSpans: [StatementSpan] {
        let map = SourceMap(text)
        return statements.map(\.range).map { range in
            StatementSpan(
                start: map.position(atOffset: range.start), end: map.position(atOffset: range.end),
                isWholeElement: text.utf8.prefix(range.start).last { $0 > ASCII.space } == ASCII.colon)
        }
    }
}
