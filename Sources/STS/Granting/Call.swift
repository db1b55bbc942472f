import Encodings
internal import Foundation
import Sessions

/// One call: how it came, and when.
struct Call: Sendable {
    let context: CallContext
    let instant: Date

    /// The instant in whole seconds.
    var now: Timestamp { Timestamp(roundingDown: instant) }
}
