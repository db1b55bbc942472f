import Accounts
import CommandIO
import Encodings
import Foundation
import IAMPolicy
import OIDCProviderKeys
import SAML2
import STS
import SallyportConfiguration
import SallyportServer
import WebIdentity

/// Runs every check over one token of an OpenID provider.
struct WebIdentityInspection {
    let options: InspectWebIdentityOptions
    let request: InspectRequestOptions
    /// The URL of the provider; nil for the one that the token names.
    let issuer: String?

    /// What came out of it.
    struct Outcome {
        let instant: Date
        let validation: WebIdentityValidation
        var notes: [String] = []

        /// What a caller would be told; nil when accepted.
        var error: STSError? {
            guard case .failure(let refusal) = validation.outcome else { return nil }
            return STSError(refusal, claims: validation.observed?.claims, at: Timestamp(roundingDown: instant))
        }
    }

    func run(_ file: String) async throws -> Outcome {
        let instant = request.at?.date ?? Date()
        // A line break at the end is a token's end for whoever copies one.
        let text = try InputFile.readText(file).trimmingXMLWhiteSpace
        let observed = try? ObservedToken(text)
        let known: Known =
            if let config = request.config {
                try await configured(config, for: observed)
            } else {
                try given(for: observed)
            }
        let validator = WebIdentityValidator(
            issuers: known.issuers, clockSkew: Int64(known.skew), recordsAllChecks: true)
        return Outcome(
            instant: instant, validation: validator.validate(text, at: Timestamp(roundingDown: instant)),
            notes: known.notes)
    }

    private typealias Known = (issuers: [TrustedIssuer], skew: Int, notes: [String])

    /// The provider as the options describe it.
    private func given(for token: ObservedToken?) throws -> Known {
        var notes: [String] = []
        let keys: Result<JSONWebKeySet, WebIdentityError>
        if let path = options.jwks {
            let set = try InputFile.read(path) { try JSONWebKeySet(json: $0) }
            notes += set.refusals.map { "\(path): \($0), and is not used" }
            keys = .success(set)
        } else {
            keys = .failure(WebIdentityError("none are given"))
            notes.append("nothing is verified: give --jwks, or --config")
        }
        if issuer == nil { notes.append("the token's own iss is taken for the provider's URL: give --issuer") }
        guard let url = issuer ?? token?.claims.issuer else { return ([], request.clockSkew ?? 60, notes) }
        let trusted = TrustedIssuer(url: url, clientIDs: request.audience, keys: keys)
        return ([trusted], request.clockSkew ?? 60, notes)
    }

    /// The providers of a broker's configuration; one without a file of keys is asked for them.
    private func configured(_ config: String, for token: ObservedToken?) async throws -> Known {
        let configuration = try await AdministratorStore.configuration(of: config)
        let account = request.roleARN.flatMap(ARN.init)?.accountID
        let known = configuration.directory.oidcProviders.filter { account == nil || $0.arn.accountID == account }
        let cache = ProviderKeyCache()
        var issuers: [TrustedIssuer] = []
        for provider in known {
            let isMeant = token?.claims.issuer?.utf8.elementsEqual(provider.url.description.utf8) == true
            let keys: Result<JSONWebKeySet, WebIdentityError> =
                if isMeant {
                    await cache.keys(of: provider, naming: token?.keyID)
                } else {
                    .failure(WebIdentityError("they were not asked for"))
                }
            issuers.append(
                TrustedIssuer(url: provider.url.description, clientIDs: provider.clientIDs, keys: keys))
        }
        let note =
            "judged by the providers of \(config)"
            + "; trust policies, revocations and providers made through the API are not looked at"
        return (issuers, configuration.clockSkew, [note])
    }
}

extension WebIdentityInspection.Outcome {
    /// The result for people.
    func lines(failedOnly: Bool) -> [StyledLine] {
        var lines = CheckLines()
        lines.addVerdict(error, validation.checks, notes: notes, at: instant)
        lines.addFailures(validation.checks)
        guard !failedOnly else { return lines.lines }
        if let token = validation.observed { add(token, to: &lines) }
        lines.addOtherChecks(validation.checks)
        return lines.lines
    }

    private func add(_ token: ObservedToken, to lines: inout CheckLines) {
        let isVerified = error == nil
        lines.addTitle(isVerified ? "Token (verified)" : "Token (NOT VERIFIED: what it says, not what is true)")
        let claims = token.claims
        lines.add("issuer", claims.issuer)
        lines.add("subject", claims.subject)
        lines.add("audience", claims.audiences?.joined(separator: ", "))
        lines.add("authorized party", claims.authorizedParty)
        lines.add("issued", claims.issuedAt?.iso8601)
        lines.add("valid from", claims.notBefore?.iso8601)
        lines.add("until", claims.expiration?.iso8601)
        lines.add("signed in with", claims.methods.isEmpty ? nil : claims.methods.joined(separator: ", "))
        for tag in (try? claims.tags.get())?.tags ?? [] { lines.add("tag", "\(tag.key) = \(tag.value)") }
        lines.add("source identity", claims.sourceIdentity.flatMap { try? $0.get() })
        lines.add("algorithm", token.algorithm)
        lines.add("key", token.keyID)
        lines.add("claims", claims.names.joined(separator: ", "))
        guard !contextKeys.isEmpty else { return }
        lines.addTitle("Context keys for trust policies")
        for (key, values) in contextKeys { lines.add(key, values.joined(separator: ", ")) }
    }

    /// Those of the token itself, when it was accepted.
    private var contextKeys: [(key: String, values: [String])] {
        guard let token = try? validation.outcome.get(), let url = try? IssuerURL(token.issuer) else { return [] }
        let name = url.withoutScheme
        var keys: [(key: String, values: [String])] = [
            ("\(name):aud", [token.audience]), ("\(name):sub", [token.subject]),
        ]
        if !token.methods.isEmpty { keys.append(("\(name):amr", token.methods)) }
        if let audiences = token.originalAudiences {
            keys += [("\(name):azp", [token.audience]), ("\(name):oaud", audiences)]
        }
        return keys
    }

    /// The result as JSON.
    var json: JSONObject {
        let claims = validation.observed?.claims
        return [
            "verdict": error == nil ? "accepted" : "refused",
            "at": SAMLInstant.format(instant),
            "error": error.map { error -> JSONObject in
                ["code": error.code.name, "message": error.message, "cause": error.cause]
            },
            "checks": validation.checks.map(\.json),
            "token": claims.map { claims -> JSONObject in
                [
                    "verified": error == nil, "issuer": claims.issuer, "subject": claims.subject,
                    "audiences": claims.audiences, "authorizedParty": claims.authorizedParty,
                    "issuedAt": claims.issuedAt?.iso8601, "notBefore": claims.notBefore?.iso8601,
                    "expiration": claims.expiration?.iso8601, "algorithm": validation.observed?.algorithm,
                    "keyId": validation.observed?.keyID, "claims": claims.names,
                ]
            },
            "contextKeys": Dictionary(contextKeys.map { ($0.key, $0.values) }, uniquingKeysWith: { first, _ in first }),
            "notes": notes,
        ]
    }
}
