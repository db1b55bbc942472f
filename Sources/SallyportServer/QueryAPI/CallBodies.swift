import AWSQuery
import Hummingbird
import NIOCore
import ServerConnections
import ServerHTTP
import Synchronization

/// Reads the bodies of calls: short ones of anybody, and a few long ones at a time that bring the metadata of a SAML
/// provider.
///
/// Whether a signature is good is known only when the body is there, so what is held for callers who may turn out to be
/// nobody has to be bounded before.
final class CallBodies: Sendable {
    /// A body, and whether it holds one of the places for long ones.
    struct Body: Sendable {
        fileprivate let received: ReceivedBody
        fileprivate let isLong: Bool
        var bytes: [UInt8] { received.bytes }
    }

    /// Long bodies that are held at once.
    private static let places = 2
    private static let longActions = ["Action=CreateSAMLProvider", "Action=UpdateSAMLProvider"].map { Array($0.utf8) }

    private let reader: BodyReader
    private let limit: Int
    private let longLimit: Int
    private let taken = Mutex(0)

    /// - Parameters:
    ///   - limit: bytes of a body at most.
    ///   - longLimit: bytes of a body with metadata at most.
    init(reader: BodyReader, limit: Int, longLimit: Int) {
        self.reader = reader
        self.limit = limit
        self.longLimit = max(limit, longLimit)
    }

    /// Reads the body; `isKnown` tells whether the request names credentials that exist.
    ///
    /// Whoever got a body gives it back with `release`. Throws `QueryFault` with status 413 or 503, and whatever
    /// reading throws.
    func read(
        _ request: Request, on channel: (any NIOCore.Channel)?, isKnown: @escaping () async -> Bool
    ) async throws -> Body {
        var isLong = false
        let exception = BodyReader.Exception(limit: longLimit, isWelcome: isKnown) { start in
            guard Self.bringsMetadata(start) else { throw BodyRefusal.tooLarge(limit: self.limit) }
            guard self.take() else {
                throw QueryFault("Throttling", "Too many large documents at once. Please try again.", status: 503)
            }
            isLong = true
        }
        do {
            let body = try await reader.read(request, on: channel, limit: limit, exception: exception)
            return Body(received: body, isLong: isLong)
        } catch {
            if isLong { give() }
            if let refusal = error as? BodyRefusal { throw QueryFault(refusal) }
            throw error
        }
    }

    /// Gives the room of a body, and the place of a long one, to others.
    func release(_ body: Body) {
        body.received.release()
        if body.isLong { give() }
    }

    /// Whether the beginning of a form names an action that takes a document; SDKs write the action first.
    private static func bringsMetadata(_ start: [UInt8]) -> Bool {
        start.prefix(4_096).split(separator: UInt8(ascii: "&")).dropLast().contains { field in
            longActions.contains { field.elementsEqual($0) }
        }
    }

    private func take() -> Bool {
        taken.withLock { taken in
            guard taken < Self.places else { return false }
            taken += 1
            return true
        }
    }

    private func give() { taken.withLock { $0 -= 1 } }
}

extension QueryFault {
    /// A body that was not taken, as calls are told.
    init(_ refusal: BodyRefusal) {
        switch refusal {
        case .tooLarge(let limit):
            self.init("RequestEntityTooLarge", "The body is larger than \(limit) bytes.", status: 413)
        case .busy:
            self.init("Throttling", "Too many requests are arriving at once. Please try again.", status: 503)
        }
    }
}
