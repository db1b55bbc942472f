import Audit
import Foundation
import Glibc

/// Asks the system for the addresses of a host.
///
/// The system's call can't be cancelled and may take a minute. Each has a thread of its own, so that a name that hangs
/// holds up no other; who asked stops waiting when the task is cancelled.
enum HostLookup {
    /// The addresses as text, in the order in which they are to be tried.
    ///
    /// Throws `HTTPExchange.Failure` when the name has none or nobody could say, or `CancellationError`.
    static func addresses(of host: String) async throws -> [String] {
        let answer = AwaitedResult<[String], any Error>()
        return try await withTaskCancellationHandler {
            try Task.checkCancellation()
            Thread.detachNewThread { answer.finish(Result { try ask(host) }) }
            return try await answer.wait()
        } onCancel: {
            answer.finish(.failure(CancellationError()))
        }
    }

    private static func ask(_ host: String) throws -> [String] {
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, nil, &list)
        guard code == 0 else {
            throw HTTPExchange.Failure(reason: "the name can't be found: \(String(cString: gai_strerror(code)))")
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
}
