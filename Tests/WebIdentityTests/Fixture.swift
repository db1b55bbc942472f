import Encodings
import SAML2
import TestSupport
import WebIdentity

/// A provider with two keys, a token of it that is good, and the validator that takes it.
enum Fixture {
    static let issuer = "https://issuer.example.org/tenant"
    static let client = "sts.example.org"
    static let now = Timestamp(milliseconds: 1_790_000_000_000)

    /// The claims of a good token; a claim that is given replaces the one of that name, and nil removes it.
    static func payload(_ changes: [String: JSONValue?] = [:]) -> String {
        let seconds = now.epochSeconds
        let good: [(String, JSONValue)] = [
            ("iss", .string(issuer)), ("sub", .string("repo:acme/app:ref:refs/heads/main")), ("aud", .string(client)),
            ("iat", .integer(seconds - 10)), ("exp", .integer(seconds + 300)),
        ]
        let names = good.map(\.0)
        var members = good.compactMap { name, value in
            changes.keys.contains(name)
                ? changes[name].flatMap { $0 }.map { JSONMember(name, $0) } : JSONMember(name, value)
        }
        for (name, value) in changes.sorted(by: { $0.key < $1.key }) where !names.contains(name) {
            if let value { members.append(JSONMember(name, value)) }
        }
        return JSONValue.object(members).text()
    }

    static func header(_ key: TokenKey, _ algorithm: String, adding members: [JSONMember] = []) -> String {
        JSONValue.object([JSONMember("alg", algorithm), JSONMember("kid", key.id), JSONMember("typ", "JWT")] + members)
            .text()
    }

    /// A token that the key made, by default a good one.
    static func token(
        _ changes: [String: JSONValue?] = [:], key: TokenKey = .p256, algorithm: String = "ES256"
    ) throws -> String {
        try key.token(header: header(key, algorithm), payload: payload(changes), algorithm: algorithm)
    }

    /// A token with a header of its own.
    static func token(header: String, key: TokenKey = .p256, algorithm: String = "ES256") throws -> String {
        try key.token(header: header, payload: payload(), algorithm: algorithm)
    }

    static func set(_ keys: [[JSONMember]]) throws -> JSONWebKeySet {
        try JSONWebKeySet(json: Array(text(keys).utf8))
    }

    static func text(_ keys: [[JSONMember]]) -> String {
        JSONValue.object([JSONMember("keys", .array(keys.map { .object($0) }))]).text()
    }

    /// Takes tokens of the two keys.
    static func validator(
        keys: [[JSONMember]]? = nil, clientIDs: [String] = ["other", client], recordsAllChecks: Bool = false
    ) throws -> WebIdentityValidator {
        let members = try keys ?? [TokenKey.p256.members, TokenKey.rsa.get().members]
        return WebIdentityValidator(
            issuers: [
                TrustedIssuer(url: "https://elsewhere.example.org", clientIDs: [client], keys: .failure(.init("off"))),
                TrustedIssuer(url: issuer, clientIDs: clientIDs, keys: .success(try set(members))),
            ],
            recordsAllChecks: recordsAllChecks)
    }
}

extension WebIdentityValidation {
    /// The token, when it was accepted.
    var accepted: ValidatedToken? { try? outcome.get() }

    /// The names of the failed checks.
    var failed: [WebIdentityCheck] {
        checks.filter { $0.status == .failed }.compactMap { WebIdentityCheck(rawValue: $0.name) }
    }
}
