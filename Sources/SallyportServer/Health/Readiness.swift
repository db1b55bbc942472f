import Accounts
import Encodings
import Foundation
import Hummingbird
import SAML2
import SallyportConfiguration
import ServerHTTP

/// Whether requests should be sent here, part by part.
struct Readiness: Sendable, Equatable {
    /// How a part is.
    enum Standing: Int, Comparable, Sendable {
        case ok, degraded, unavailable

        static func < (left: Standing, right: Standing) -> Bool { left.rawValue < right.rawValue }

        var word: String {
            switch self {
            case .ok: "ok"
            case .degraded: "degraded"
            case .unavailable: "unavailable"
            }
        }
    }

    /// One part, and why it is as it is: in words for anybody.
    struct Part: Sendable, Equatable {
        let name: String
        let standing: Standing
        let reason: String?

        init(_ name: String, _ standing: Standing, _ reason: String?) {
            self.name = name
            self.standing = reason == nil ? .ok : standing
            self.reason = reason
        }
    }

    let parts: [Part]

    /// - Parameters:
    ///   - report: what was found of store and audit.
    ///   - isStopping: the broker ends; what is on its way is still answered.
    init(_ report: HealthCheck.Report, _ directory: FederationDirectory, isStopping: Bool, at instant: Date) {
        parts = [
            Part("store", report.servesSessions ? .degraded : .unavailable, report.store),
            Part("audit", .unavailable, report.audit),
            Part("metadata", .degraded, Self.metadata(directory, instant)),
            Part("process", .unavailable, isStopping ? "it is stopping" : nil),
        ]
    }

    /// What is wrong with the metadata of configured providers; without names, which are not for everybody.
    private static func metadata(_ directory: FederationDirectory, _ instant: Date) -> String? {
        let providers = directory.providers
        let ended = providers.count { $0.metadata.validUntil.map { $0 <= instant } ?? false }
        return ended == 0 ? nil : "that of \(ended) of \(providers.count) SAML providers has ended"
    }

    /// As the worst part is.
    var standing: Standing { parts.map(\.standing).max() ?? .ok }

    /// Degraded means that most people can be served: who asks is told to go on sending requests.
    var response: Response {
        let checks = parts.map { part in
            JSONMember(
                part.name,
                .object(
                    [JSONMember("status", part.standing.word)]
                        + (part.reason.map { [JSONMember("reason", $0)] } ?? [])))
        }
        let value = JSONValue.object([JSONMember("status", standing.word), JSONMember("checks", .object(checks))])
        return .json(value.text(), status: standing == .unavailable ? .serviceUnavailable : .ok)
    }
}
