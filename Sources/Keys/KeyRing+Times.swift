package import Encodings

extension KeyRing {
    /// When a key was made, and when it ends.
    package struct KeyTimes: Sendable, Hashable {
        /// What a key is for.
        package enum Purpose: String, Sendable {
            /// Tokens.
            case token
            /// What a store keeps secret.
            case storage
        }

        /// What it is for.
        package let purpose: Purpose
        /// Eight hexadecimal digits.
        package let id: String
        /// When it was made.
        package let created: Timestamp
        /// When tokens under it stop opening; nil for a key that seals, and for those that have no end.
        package let opensUntil: Timestamp?
    }

    /// Of each key, those of tokens first.
    package var times: [KeyTimes] {
        tokenKeys.map {
            KeyTimes(purpose: .token, id: Self.text($0.id), created: $0.created, opensUntil: $0.opensUntil)
        }
            + storageKeys.map {
                KeyTimes(purpose: .storage, id: Self.text($0.id), created: $0.created, opensUntil: nil)
            }
    }
}
