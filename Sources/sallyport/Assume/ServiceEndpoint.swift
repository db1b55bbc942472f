import CommandIO
import Foundation
import SallyportConfiguration

/// The URL of a token service's Query API.
struct ServiceEndpoint: CustomStringConvertible {
    /// Who is there.
    enum Party {
        case broker
        /// Somebody who trusts the broker's tokens.
        case relyingParty
    }

    static let standard = "http://127.0.0.1:8080/"
    private static let variables = ["SALLYPORT_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"]

    let url: URL
    let party: Party

    /// The broker's; the option goes before the variables, and a variable that is empty counts as absent.
    static func broker(
        option: String?, environment: [String: String], allowsPlainHTTP: Bool
    ) throws -> ServiceEndpoint {
        let variable = variables.first { environment[$0]?.isEmpty == false }
        return try ServiceEndpoint(
            option ?? variable.flatMap { environment[$0] } ?? standard, of: .broker,
            from: option != nil ? "--endpoint-url" : variable ?? "the default", allowsPlainHTTP: allowsPlainHTTP)
    }

    /// - Parameter source: where the text comes from.
    /// - Throws: `ExitCode` after saying what is wrong. The text is not quoted: it may hold a password.
    init(_ text: String, of party: Party, from source: String, allowsPlainHTTP: Bool) throws {
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme?.lowercased() ?? ""),
            let host = url.host, !host.isEmpty, url.user == nil, url.password == nil, url.query == nil,
            url.fragment == nil
        else {
            throw Terminal.misuse("\(source): expected an http or https URL without user, query and fragment")
        }
        guard url.scheme?.lowercased() == "https" || HTTPExchange.isLoopback(url) || allowsPlainHTTP else {
            let secret = party == .broker ? "response" : "token"
            throw Terminal.misuse(
                "\(source): \(secret) and credentials would travel in the clear to \(host); use https, or say --insecure-plain-http"
            )
        }
        self.url = url.path.isEmpty ? url.appendingPathComponent("/") : url
        self.party = party
    }

    var description: String { Terminal.line(url.absoluteString) }
}
