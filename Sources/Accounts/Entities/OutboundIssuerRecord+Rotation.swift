package import Encodings

/// When keys come and go. A key is published, signs, and is published on, each for longer than anybody keeps a set of keys.
extension OutboundIssuerRecord {
    /// Seconds for which a key signs: 30 days.
    package static let term: Int64 = 2_592_000
    /// Seconds for which a key is published before it signs: seven days.
    ///
    /// Stores keep a set of keys for an hour or so, others up to a day; where somebody has to enter the thumbprint of its certificate there
    /// is a working day among them.
    package static let lead: Int64 = 604_800
    /// Seconds for which a key is published after another has taken its place: no token lives longer than an hour.
    package static let afterlife: Int64 = 86_400

    /// The algorithms whose next key is to be made; none while the account gives no tokens.
    package func dueAlgorithms(at now: Timestamp) -> [String] {
        isEnabled ? Self.algorithms.filter { isDue($0, at: now) } : []
    }

    private func isDue(_ algorithm: String, at now: Timestamp) -> Bool {
        let last = keys.filter { $0.algorithm == algorithm }.map(\.signsFrom).max()
        return last.map { $0.advanced(bySeconds: Self.term - Self.lead) <= now } ?? true
    }

    /// Whether another key has signed in a key's place for so long that nothing of it is left to verify.
    private func isOver(_ key: Key, at now: Timestamp) -> Bool {
        keys.contains { other in
            other.algorithm == key.algorithm && other.signsFrom > key.signsFrom
                && other.signsFrom.advanced(bySeconds: Self.afterlife) <= now
        }
    }

    /// Whether a key is to come or to go.
    package func isRotationDue(at now: Timestamp) -> Bool {
        !dueAlgorithms(at: now).isEmpty || keys.contains { isOver($0, at: now) }
    }

    /// The record with those of `fresh` that are still due, and without the keys that are over.
    package func rotated(adding fresh: [Key], at now: Timestamp) -> OutboundIssuerRecord {
        let due = dueAlgorithms(at: now)
        var rotated = self
        rotated.keys.removeAll { isOver($0, at: now) }
        rotated.keys += fresh.filter { due.contains($0.algorithm) }
        return rotated
    }
}
