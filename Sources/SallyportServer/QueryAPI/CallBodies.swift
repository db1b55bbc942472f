import AWSQuery
import Foundation
import Hummingbird
import NIOCore
import Synchronization

/// Reads the bodies of calls: short ones of anybody, and a few long ones at a time that bring the metadata of a SAML
/// provider.
///
/// Whether a signature is good is known only when the body is there, so what is held for callers who may turn out to be
/// nobody has to be bounded before.
final class CallBodies: Sendable {
    /// A body, and whether it holds one of the places for long ones.
    struct Body: Sendable {
        let bytes: [UInt8]
        let isLong: Bool
    }

    /// Long bodies that are held at once.
    private static let places = 2
    private static let longActions = ["Action=CreateSAMLProvider", "Action=UpdateSAMLProvider"].map { Array($0.utf8) }

    private let limit: Int
    private let longLimit: Int
    private let taken = Mutex(0)

    /// - Parameters:
    ///   - limit: bytes of a body at most.
    ///   - longLimit: bytes of a body with metadata at most.
    init(limit: Int, longLimit: Int) {
        self.limit = limit
        self.longLimit = max(limit, longLimit)
    }

    /// Reads the body; `isKnown` tells whether the request names credentials that exist.
    ///
    /// Whoever got a body gives it back with `release`. Throws `QueryFault` with status 413 or 503, and whatever
    /// reading throws.
    func read(_ request: Request, isKnown: () async -> Bool) async throws -> Body {
        var bytes: [UInt8] = []
        var isLong = false
        do {
            for try await buffer in request.body {
                if !isLong, bytes.count + buffer.readableBytes > limit {
                    let start = bytes.isEmpty ? Array(buffer.readableBytesView.prefix(4_096)) : bytes
                    guard Self.bringsMetadata(start), await isKnown() else { throw tooLarge(limit) }
                    guard take() else {
                        throw QueryFault(
                            "Throttling", "Too many large documents at once. Please try again.", status: 503)
                    }
                    isLong = true
                }
                guard bytes.count + buffer.readableBytes <= (isLong ? longLimit : limit) else {
                    throw tooLarge(longLimit)
                }
                bytes.append(contentsOf: buffer.readableBytesView)
            }
        } catch {
            if isLong { give() }
            throw error
        }
        return Body(bytes: bytes, isLong: isLong)
    }

    /// Gives the place of a long body to another.
    func release(_ body: Body) { if body.isLong { give() } }

    private func tooLarge(_ limit: Int) -> QueryFault {
        QueryFault("RequestEntityTooLarge", "The body is larger than \(limit) bytes.", status: 413)
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
