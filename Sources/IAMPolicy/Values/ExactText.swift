/// A text that is compared and hashed by its bytes.
///
/// IAM compares code points. And Swift brings a text into a normal form before it hashes it, for which the time grows with
/// the square of its combining marks.
package struct ExactText: Hashable, Sendable {
    let text: String

    package init(_ text: String) { self.text = text }

    @inline(__always)
    package static func == (left: ExactText, right: ExactText) -> Bool { left.text.hasSameBytes(as: right.text) }

    @inline(__always)
    package func hash(into hasher: inout Hasher) {
        text.withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
