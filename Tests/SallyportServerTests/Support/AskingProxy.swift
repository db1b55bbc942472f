import AWSSigV4
import Audit
import FederationTesting
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import SallyportConfiguration
@testable import SallyportServer

/// A proxy that asks whether requests may pass.
struct AskingProxy {
    let browser: Browser
    var service = "orders"
    var form = ProtectedService.Proxy.nginx

    /// Asks about a request, with headers that come to those of the proxy.
    func ask(_ request: SignableRequest, adding more: [(String, String)] = []) async throws -> Answer {
        let target = request.path + (request.query.isEmpty ? "" : "?" + request.query)
        var headers = HTTPFields()
        for (name, value) in own(request, target) + more {
            headers.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
        }
        for header in request.headers where header.name.lowercased() != "host" {
            headers.append(HTTPField(name: try #require(HTTPField.Name(header.name)), value: header.value))
        }
        let method = form == .envoy ? try #require(HTTPRequest.Method(request.method)) : .get
        return try await browser.send(
            method, "/authorize/\(service)" + (form == .envoy ? target : ""), headers: headers)
    }

    private func own(_ request: SignableRequest, _ target: String) -> [(String, String)] {
        let host = request.headers.first { $0.name.lowercased() == "host" }?.value ?? ""
        switch form {
        case .nginx:
            return [("X-Original-Method", request.method), ("X-Original-URI", target), ("X-Original-Host", host)]
        case .envoy: return []
        case .traefik, .caddy:
            return [("X-Forwarded-Method", request.method), ("X-Forwarded-Uri", target), ("X-Forwarded-Host", host)]
        }
    }
}

extension SignedClient {
    /// Signs requests to services.
    func signer(
        _ options: SigningOptions = SigningOptions(), region: String = "us-east-1", service: String = "execute-api"
    )
        -> Signer
    {
        let credential = Credential(
            accessKeyID: accessKeyID, secretAccessKey: SecretAccessKey(secret), sessionToken: token)
        return Signer(credential: credential, region: region, service: service, options: options)
    }

    /// A request to a service, signed in its headers.
    func signed(
        _ method: String = "GET", _ path: String = "/orders/1", query: String = "", headers: [(String, String)] = []
    ) throws -> SignableRequest {
        try signer().sign(
            SignableRequest(method: method, path: path, query: query, headers: [("Host", "localhost")] + headers),
            at: now)
    }
}

extension Site {
    /// The proxy is this machine.
    static let services = """
        endpoints: { trustedProxies: [127.0.0.1, "::1"] }
        services:
          - name: orders
            kind: http
            proxy: nginx
            account: "\(account)"
            tags: [Team]
            rules:
              - { methods: [GET, HEAD, PUT], path: /orders/* }
              - { path: /stock/*, action: "shop:Look", resource: "arn:aws:shop::\(account):stock" }
          - { name: who, kind: identity, proxy: envoy, account: "\(account)" }

        """

    /// Asks over connections, which have an address.
    func answer<Value: Sendable>(_ body: @Sendable @escaping (Browser) async throws -> Value) async throws -> Value {
        let publicURL = configuration.publicURL
        return try await server.application().test(.live) { client in
            try await body(Browser(client, publicURL: publicURL))
        }
    }

    /// The records of what proxies asked about.
    var gatewayRecords: [String] {
        sink.events.filter { $0.eventName == "Authorize" }.map { $0.errorCode ?? "allowed" }
    }
}
