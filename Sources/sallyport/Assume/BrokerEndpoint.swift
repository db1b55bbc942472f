import Foundation
import SallyportConfiguration

/// The URL of a broker's Query API.
struct BrokerEndpoint: CustomStringConvertible {
    static let standard = "http://127.0.0.1:8080/"
    private static let variables = ["SALLYPORT_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"]

    let url: URL

    /// The option goes before the variables; a variable that is empty counts as absent.
    init(option: String?, environment: [String: String], allowsPlainHTTP: Bool) throws {
        let variable = Self.variables.first { environment[$0]?.isEmpty == false }
        let text = option ?? variable.flatMap { environment[$0] } ?? Self.standard
        let source = option != nil ? "--endpoint-url" : variable ?? "the default"
        // Never quoted: it may hold a password.
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme?.lowercased() ?? ""),
            let host = url.host, !host.isEmpty, url.user == nil, url.password == nil, url.query == nil,
            url.fragment == nil
        else {
            throw Terminal.misuse("\(source): expected an http or https URL without user, query and fragment")
        }
        guard url.scheme?.lowercased() == "https" || HTTPExchange.isLoopback(url) || allowsPlainHTTP else {
            throw Terminal.misuse(
                "\(source): response and credentials would travel in the clear to \(host); use https, or say --insecure-plain-http"
            )
        }
        self.url = url.path.isEmpty ? url.appendingPathComponent("/") : url
    }

    var description: String { Terminal.line(url.absoluteString) }
}
