package import BrokerMetrics
package import HTTPTypes
package import Hummingbird
package import NIOCore
package import ServerConnections

/// Reads the bodies of requests, within a limit for each and one budget for all.
package struct BodyReader: Sendable {
    let budget: ArrivalBudget
    let stages: StageTimers

    /// - Parameters:
    ///   - budget: for all bodies that have not arrived as a whole.
    ///   - stages: what measures.
    package init(budget: ArrivalBudget, stages: StageTimers = .none) {
        self.budget = budget
        self.stages = stages
    }

    /// How a body may be larger than others.
    package struct Exception {
        /// Bytes at most.
        package let limit: Int
        /// Whether so much is taken from this caller at all; asked before anything of it is read when it is announced.
        package let isWelcome: () async -> Bool
        /// Looks at what has come so far, and throws unless the rest may come too.
        package let admit: (_ start: [UInt8]) throws -> Void

        package init(
            limit: Int, isWelcome: @escaping () async -> Bool, admit: @escaping (_ start: [UInt8]) throws -> Void
        ) {
            self.limit = limit
            self.isWelcome = isWelcome
            self.admit = admit
        }
    }

    /// What a first part without an announcement gets.
    private static let firstCapacity = 4_096
    /// The same for a long body: announcing costs nothing, so room is made as bytes come.
    private static let firstAnnouncedCapacity = 16_384

    /// Reads a body of at most `limit` bytes.
    ///
    /// What is announced larger is refused before a byte of it is read, and before the client is told to send it. Throws
    /// `BodyRefusal`, what `exception` throws, and whatever reading throws.
    package func read(
        _ request: Request, on channel: (any NIOCore.Channel)?, limit: Int, exception: Exception? = nil
    ) async throws -> ReceivedBody {
        try await stages.time(.body) {
            try await readAll(request, on: channel, limit: limit, exception: exception)
        }
    }

    private func readAll(
        _ request: Request, on channel: (any NIOCore.Channel)?, limit: Int, exception: Exception?
    ) async throws -> ReceivedBody {
        let announced = request.head.announcedLength
        if let announced, announced > limit { try await check(announced, limit, exception) }
        let open = OpenBody()
        defer { open.close() }
        let reservation = budget.reservation {
            channel?.triggerUserOutboundEvent(ConnectionWatch.TurnAway(body: open), promise: nil)
        }
        if request.headers[.expect] != nil {
            channel?.triggerUserOutboundEvent(ConnectionWatch.BodyIsWelcome(), promise: nil)
        }
        var (limit, exception) = (limit, exception)
        var (bytes, capacity): ([UInt8], Int) = ([], 0)
        for try await part in request.body {
            let count = bytes.count + part.readableBytes
            while count > limit {
                guard let rule = exception else { throw BodyRefusal.tooLarge(limit: limit) }
                if announced == nil { try await check(count, limit, rule) }
                try rule.admit(bytes.isEmpty ? Array(part.readableBytesView.prefix(limit)) : bytes)
                limit = rule.limit
                exception = nil
            }
            if count > capacity {
                capacity = Self.capacity(for: count, after: capacity, announced: announced, limit: limit)
            }
            // Also when nothing grows: whoever brings something is not the one to be turned away.
            guard reservation.hold(capacity) else { throw BodyRefusal.busy }
            bytes.reserveCapacity(capacity)
            bytes.append(contentsOf: part.readableBytesView)
        }
        guard reservation.settle() else { throw BodyRefusal.busy }
        return ReceivedBody(bytes: bytes, reservation: reservation)
    }

    private func check(_ announced: Int, _ limit: Int, _ exception: Exception?) async throws {
        guard let exception, announced <= exception.limit, await exception.isWelcome() else {
            throw BodyRefusal.tooLarge(limit: exception.map { announced > $0.limit ? $0.limit : limit } ?? limit)
        }
    }

    /// Twice as much as before, but no more than can come.
    private static func capacity(for count: Int, after capacity: Int, announced: Int?, limit: Int) -> Int {
        let first = announced == nil ? firstCapacity : firstAnnouncedCapacity
        let most = min(announced ?? limit, limit)
        return max(count, min(max(2 * capacity, first), most))
    }
}

/// A body that is there as a whole, with its part of the budget.
package struct ReceivedBody: Sendable {
    package let bytes: [UInt8]
    fileprivate let reservation: ArrivalBudget.Reservation

    /// The bytes are needed no more.
    package func release() { reservation.release() }
}

extension BodyRefusal: HTTPResponseError {
    package var status: HTTPResponse.Status { self == .busy ? .serviceUnavailable : .contentTooLarge }

    package func response(from request: Request, context: some RequestContext) throws -> Response {
        let headers: HTTPFields = self == .busy ? [.retryAfter: Self.retryAfter] : [:]
        return try HTTPError(status, headers: headers, message: message).response(from: request, context: context)
    }
}
