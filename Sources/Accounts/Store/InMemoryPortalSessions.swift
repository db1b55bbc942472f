import Encodings

/// Portal sessions in memory, with the way to them from their subjects.
struct InMemoryPortalSessions {
    private var sessions: [[UInt8]: KeptPortalSession] = [:]
    private var idsBySubject: [[UInt8]: [[UInt8]]] = [:]

    var count: Int { sessions.count }

    subscript(id: [UInt8]) -> KeptPortalSession? { sessions[id] }

    /// Those of a subject, in the order in which they were added.
    func sessions(of subject: [UInt8]) -> [KeptPortalSession] {
        idsBySubject[subject, default: []].compactMap { sessions[$0] }
    }

    /// Those that a further one of a subject would take the place of: the oldest of its sort.
    func oldest(besides next: KeptPortalSession, limit: Int) -> [KeptPortalSession] {
        let own = sessions(of: next.subject).filter { ($0.begunBy == nil) == (next.begunBy == nil) }
        return Array(own.sorted { $0.createdAt < $1.createdAt }.prefix(max(own.count - limit + 1, 0)))
    }

    mutating func insert(_ session: KeptPortalSession) {
        sessions[session.id] = session
        idsBySubject[session.subject, default: []].append(session.id)
    }

    mutating func remove(_ session: KeptPortalSession) {
        sessions[session.id] = nil
        let left = idsBySubject[session.subject, default: []].filter { $0 != session.id }
        idsBySubject[session.subject] = left.isEmpty ? nil : left
    }

    /// Ends one, with its programs unless another takes its place.
    mutating func end(_ id: [UInt8], inFavourOf successor: [UInt8]?) {
        guard let ended = sessions[id] else { return }
        for program in sessions(of: ended.subject) where program.begunBy == id {
            if let successor {
                sessions[program.id] = program.handed(to: successor)
            } else {
                remove(program)
            }
        }
        remove(ended)
    }

    /// Ends those of a subject and of these sessions at the identity provider; gives their number.
    mutating func end(of subject: [UInt8], sessionIndexes: Set<[UInt8]>) -> Int {
        let ended = sessions(of: subject).filter { session in
            sessionIndexes.isEmpty || session.sessionIndex.map(sessionIndexes.contains) ?? true
        }
        for session in ended { remove(session) }
        return ended.count
    }

    /// Forgets those that are over; gives their number.
    mutating func forget(overAt instant: Timestamp) -> Int {
        let over = sessions.values.filter { $0.expiresAt <= instant }
        for session in over { remove(session) }
        return over.count
    }
}

extension KeptPortalSession {
    /// The same, allowed from another session.
    fileprivate func handed(to parent: [UInt8]) -> KeptPortalSession {
        KeptPortalSession(
            id: id, subject: subject, sessionIndex: sessionIndex, begunBy: parent, createdAt: createdAt,
            expiresAt: expiresAt, sealed: sealed)
    }
}
