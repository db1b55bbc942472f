import Foundation
import Glibc
import Synchronization

/// Asks the system for the addresses of a host.
///
/// The system's call can't be cancelled and may take a minute. Each has a thread of its own, so that a name that hangs
/// holds up no other; who asked stops waiting when the task is cancelled.
enum HostLookup {
    /// The name has no address, or nobody could say.
    struct Failure: Error {
        let reason: String
    }

    /// The addresses as text, in the order in which they are to be tried.
    ///
    /// Throws `Failure`, or `CancellationError`.
    static func addresses(of host: String) async throws -> [String] {
        let waiter = Waiter()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard waiter.wait(continuation) else { return }
                Thread.detachNewThread { waiter.end(Result { try ask(host) }) }
            }
        } onCancel: {
            waiter.end(.failure(CancellationError()))
        }
    }

    private static func ask(_ host: String) throws -> [String] {
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, nil, &list)
        guard code == 0 else {
            throw Failure(reason: "the name can't be found: \(String(cString: gai_strerror(code)))")
        }
        defer { freeaddrinfo(list) }
        var addresses: [String] = []
        var entry = list
        while let info = entry?.pointee {
            // Each address comes once for every kind of socket.
            if let text = text(of: info), !addresses.contains(text) { addresses.append(text) }
            entry = info.ai_next
        }
        return addresses
    }

    private static func text(of info: addrinfo) -> String? {
        var bytes = [CChar](repeating: 0, count: 1_025)
        let code = getnameinfo(
            info.ai_addr, info.ai_addrlen, &bytes, socklen_t(bytes.count), nil, 0, NI_NUMERICHOST)
        guard code == 0 else { return nil }
        return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Who waits for an answer: until it comes or is wanted no more, whichever is first.
    private final class Waiter: Sendable {
        private enum State {
            case new
            case waiting(CheckedContinuation<[String], any Error>)
            case ended
        }

        private let state = Mutex(State.new)

        /// False when it ended before; the continuation is resumed then.
        func wait(_ continuation: CheckedContinuation<[String], any Error>) -> Bool {
            let isNew = state.withLock { state in
                guard case .new = state else { return false }
                state = .waiting(continuation)
                return true
            }
            if !isNew { continuation.resume(throwing: CancellationError()) }
            return isNew
        }

        package func end(_ result: Result<[String], any Error>) {
            let before = state.withLock { state in
                defer { state = .ended }
                return state
            }
            if case .waiting(let continuation) = before { continuation.resume(with: result) }
        }
    }
}
