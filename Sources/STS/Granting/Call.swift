package import Encodings
package import Foundation
package import Sessions

/// One call: how it came, and when.
package struct Call: Sendable {
    /// How it came.
    package let context: CallContext
    /// When.
    package let instant: Date

    /// Makes a call.
    package init(context: CallContext, instant: Date) {
        self.context = context
        self.instant = instant
    }

    /// The instant in whole seconds.
    package var now: Timestamp { Timestamp(roundingDown: instant) }
}
