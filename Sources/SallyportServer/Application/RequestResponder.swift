import Encodings
import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import ServerHTTP
import Synchronization

/// Answers the requests of connections that no `Application` of the framework takes.
struct RequestResponder: Sendable {
    let responder: RouterResponder<ServerContext>
    let logger: Logger
    private let dates = HTTPDates()

    init(_ responder: RouterResponder<ServerContext>, logger: Logger) {
        self.responder = responder
        self.logger = logger
    }

    /// The same as connections ask it.
    var answer: HTTPChannelHandler.Responder {
        { (request, writer: consuming ResponseWriter, channel) in
            try await respond(request, writer: writer, channel: channel)
        }
    }

    private func respond(_ request: Request, writer: consuming ResponseWriter, channel: any Channel) async throws {
        let context = ServerContext(source: ApplicationRequestContextSource(channel: channel, logger: logger))
        var response: Response
        do {
            response = try await responder.respond(to: request, context: context)
        } catch let error as HTTPParserError {
            throw error
        } catch {
            logger.debug("a request ended in an error", metadata: ["reason": "\(error)"])
            response = Response(status: .internalServerError)
        }
        response.headers[.date] = dates.now
        try await writer.write(response: response.head, body: response.body)
    }
}

/// The time as answers tell it, written once a second.
final class HTTPDates: Sendable {
    private let known = Mutex<(second: Int, text: String)>((0, ""))

    var now: String {
        let second = time(nil)
        return known.withLock { known in
            if known.second != second { known = (second, Self.text(second)) }
            return known.text
        }
    }

    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]

    /// The preferred form (RFC 9110, 5.6.7): `Sun, 30 Aug 2015 12:36:00 GMT`.
    static func text(_ second: Int) -> String {
        let time = CivilTime(secondsSinceEpoch: second)
        func two(_ number: Int) -> String { String(String(100 + number).suffix(2)) }
        // The first day of 1970 was a Thursday.
        let weekday = weekdays[max(second, 0) / 86_400 % weekdays.count]
        let month = CivilTime.months.indices.contains(time.month - 1) ? CivilTime.months[time.month - 1] : ""
        return "\(weekday), \(two(time.day)) \(month) \(time.year) "
            + "\(two(time.hour)):\(two(time.minute)):\(two(time.second)) GMT"
    }
}
