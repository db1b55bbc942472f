import Encodings
import SAML2

/// One validation of a token: the checks made so far.
///
/// A class, so that the texts of checks may read it while it records; one task makes, uses and drops it.
final class TokenRun {
    private let validator: WebIdentityValidator
    private let instant: Timestamp
    private var checks: [Check] = []
    private var hasFailed = false

    init(validator: WebIdentityValidator, instant: Timestamp) {
        self.validator = validator
        self.instant = instant
    }

    /// Makes every check that can be made, also after one that failed.
    func validate(_ token: ObservedToken, fingerprint: String) -> WebIdentityValidation {
        checkType(token)
        let issuer = checkIssuer(token)
        let algorithm = checkAlgorithm(token)
        check(
            .critical, token.demands.isEmpty, expected: "neither crit nor b64 in the header",
            actual: token.demands.isEmpty ? "neither" : token.demands.joined(separator: " and "))
        let key = checkKey(token, of: issuer, for: algorithm)
        let isGenuine = checkSignature(token, key: key, algorithm: algorithm)
        checkTimes(token.claims)
        let audience = checkAudience(token.claims, of: issuer)
        let subject = checkSubject(token.claims)
        let tags = checkTags(token.claims)
        let sourceIdentity = checkSourceIdentity(token.claims)
        guard !hasFailed, isGenuine, let issuer, let key, let audience, let subject, let tags,
            let expiration = token.claims.expiration, let issuedAt = token.claims.issuedAt
        else { return refusal(observed: token) }
        let validated = ValidatedToken(
            issuer: issuer.url, subject: subject, audience: audience,
            originalAudiences: token.claims.hasAuthorizedParty ? token.claims.audiences : nil,
            methods: token.claims.methods, tags: tags, sourceIdentity: sourceIdentity, expiration: expiration,
            issuedAt: issuedAt, keyID: key.id, fingerprint: fingerprint)
        return WebIdentityValidation(checks: checks, outcome: .success(validated), observed: token)
    }

    /// The refusal for what has failed; what was not made is skipped.
    func refusal(observed: ObservedToken?) -> WebIdentityValidation {
        if !hasFailed {
            // Every check passed and still something is missing: never an acceptance.
            fail(.form, expected: "all parts of a token", actual: "a part that no check asked for is absent")
        }
        let made = Set(checks.map(\.name))
        for check in WebIdentityCheck.allCases where !made.contains(check.rawValue) {
            skip(check, because: "not reached: an earlier check failed")
        }
        return WebIdentityValidation(
            checks: checks,
            outcome: .failure(WebIdentityRefusal(failures: checks.filter { $0.status == .failed })),
            observed: observed)
    }
}

/// Who made it, and with which key.
extension TokenRun {
    private func checkType(_ token: ObservedToken) {
        let passed = token.type.map { $0.asciiLowercased == "jwt" } ?? true
        check(.type, passed, expected: "JWT, or no typ", actual: token.type?.quoted ?? "no typ")
    }

    private func checkIssuer(_ token: ObservedToken) -> TrustedIssuer? {
        let issuer = token.claims.issuer.flatMap { iss in
            validator.issuers.first { $0.url.utf8.elementsEqual(iss.utf8) }
        }
        check(
            .issuer, issuer != nil, expected: Self.oneOf(validator.issuers.map(\.url), or: "no provider is known"),
            actual: token.claims.issuer?.quoted ?? "no iss")
        return issuer
    }

    private func checkAlgorithm(_ token: ObservedToken) -> TokenAlgorithm? {
        let algorithm = token.algorithm.flatMap(TokenAlgorithm.init(rawValue:))
        check(
            .algorithm, algorithm != nil, expected: "one of \(TokenAlgorithm.list)",
            actual: algorithm?.rawValue ?? token.algorithm.map(TokenAlgorithm.objection) ?? "no alg")
        return algorithm
    }

    private func checkKey(
        _ token: ObservedToken, of issuer: TrustedIssuer?, for algorithm: TokenAlgorithm?
    ) -> JSONWebKey? {
        guard let issuer else {
            skip(.key, because: "no provider whose keys could be asked")
            return nil
        }
        let keys: JSONWebKeySet
        switch issuer.keys {
        case .success(let known): keys = known
        case .failure(let error):
            fail(.key, expected: "the keys of \(issuer.url)", actual: error.reason)
            return nil
        }
        guard let id = token.keyID, let key = keys.key(id) else {
            fail(
                .key, expected: Self.oneOf(keys.keys.map(\.id), or: "no key is known"),
                actual: token.keyID.map { "kid \($0.quoted)" + keys.refused($0) } ?? "no kid")
            return nil
        }
        guard let algorithm else {
            skip(.key, because: "the key \(id.quoted) is there, but no algorithm that it could be for")
            return nil
        }
        let names = key.algorithms.map(\.rawValue).joined(separator: ", ")
        let fits = key.algorithms.contains(algorithm)
        check(
            .key, fits, expected: "a key for \(algorithm.rawValue)", actual: "kid \(id.quoted), which is for \(names)")
        return fits ? key : nil
    }

    private func checkSignature(
        _ token: ObservedToken, key: JSONWebKey?, algorithm: TokenAlgorithm?
    ) -> Bool {
        guard let key, let algorithm else {
            skip(.signature, because: "no key to verify it with")
            return false
        }
        let isGenuine = key.verifies(token.signature, of: token.signedBytes, by: algorithm)
        check(
            .signature, isGenuine, expected: "made by the key \(key.id.quoted) over header and payload",
            actual: isGenuine ? "it is" : "it is not")
        return isGenuine
    }
}

/// When and for whom.
extension TokenRun {
    private func checkTimes(_ claims: TokenClaims) {
        let skew = validator.clockSkew
        let now = instant.iso8601
        checkTime(
            .expiration, claims.expiration, { instant < $0.advanced(bySeconds: skew) },
            expected: "exp later than \(now) (clock skew \(skew) s)")
        checkTime(
            .issuedAt, claims.issuedAt, { $0 <= instant.advanced(bySeconds: skew) },
            expected: "iat not later than \(now) (clock skew \(skew) s)")
        let oldest = instant.advanced(bySeconds: -WebIdentityValidator.maximumAge - skew)
        if claims.issuedAt == nil {
            skip(.age, because: "no iat")
        } else {
            checkTime(.age, claims.issuedAt, { $0 >= oldest }, expected: "iat not before \(oldest.iso8601)")
        }
        if claims.hasNotBefore {
            checkTime(
                .notBefore, claims.notBefore, { $0 <= instant.advanced(bySeconds: skew) },
                expected: "nbf not later than \(now) (clock skew \(skew) s)")
        } else {
            skip(.notBefore, because: "no nbf")
        }
    }

    private func checkTime(
        _ name: WebIdentityCheck, _ time: Timestamp?, _ isGood: (Timestamp) -> Bool, expected: String
    ) {
        guard let time else {
            fail(name, expected: expected, actual: "not there, or no number", isUnreadable: true)
            return
        }
        check(name, isGood(time), expected: expected, actual: time.iso8601)
    }

    private func checkAudience(_ claims: TokenClaims, of issuer: TrustedIssuer?) -> String? {
        guard let issuer else {
            skip(.audience, because: "no provider that could have client ids")
            return nil
        }
        let seen = claims.decisiveAudiences
        let audience = seen.first { seen in issuer.clientIDs.contains { $0.utf8.elementsEqual(seen.utf8) } }
        let name = claims.hasAuthorizedParty ? "azp" : "aud"
        check(
            .audience, audience != nil, expected: Self.oneOf(issuer.clientIDs, or: "the provider has no client id"),
            actual: seen.isEmpty ? "no \(name) that can be read" : "\(name) " + Self.list(seen))
        return audience
    }

    private func checkSubject(_ claims: TokenClaims) -> String? {
        let subject = claims.subject
        let passed = subject.map { !$0.isBlank && $0.unicodeScalars.count <= 255 } ?? false
        check(
            .subject, passed, expected: "1 to 255 characters that are not blank",
            actual: subject.map { "\($0.quoted), \($0.unicodeScalars.count) characters" } ?? "no sub")
        return passed ? subject : nil
    }
}

/// What it brings along.
extension TokenRun {
    private func checkTags(_ claims: TokenClaims) -> TokenTags? {
        let expected = "session tags with one value each, or none"
        switch claims.tags {
        case .success(let tags):
            check(.tags, true, expected: expected, actual: tags.tags.isEmpty ? "none" : "\(tags.tags.count)")
            return tags
        case .failure(let error):
            fail(.tags, expected: expected, actual: error.reason)
            return nil
        }
    }

    private func checkSourceIdentity(_ claims: TokenClaims) -> String? {
        let expected = "a text, or none"
        switch claims.sourceIdentity {
        case nil:
            check(.sourceIdentity, true, expected: expected, actual: "none")
            return nil
        case .success(let identity):
            check(.sourceIdentity, true, expected: expected, actual: identity.quoted)
            return identity
        case .failure(let error):
            fail(.sourceIdentity, expected: expected, actual: error.reason)
            return nil
        }
    }
}

/// Recording. Texts are made only for checks that are kept.
extension TokenRun {
    func pass(_ check: WebIdentityCheck, expected: String, actual: String) {
        self.check(check, true, expected: expected, actual: actual)
    }

    func fail(_ check: WebIdentityCheck, expected: String, actual: String, isUnreadable: Bool = false) {
        hasFailed = true
        checks.append(
            Check(
                name: check.rawValue, status: .failed, expected: expected.printable, actual: actual.printable,
                reference: check.reference, hint: check.hint, isUnreadable: isUnreadable))
    }

    private func check(
        _ check: WebIdentityCheck, _ passed: Bool, expected: @autoclosure () -> String,
        actual: @autoclosure () -> String
    ) {
        if !passed {
            fail(check, expected: expected(), actual: actual())
        } else if validator.recordsAllChecks {
            checks.append(
                Check(
                    name: check.rawValue, status: .passed, expected: expected().printable, actual: actual().printable,
                    reference: check.reference))
        }
    }

    private func skip(_ check: WebIdentityCheck, because reason: @autoclosure () -> String) {
        guard validator.recordsAllChecks else { return }
        checks.append(
            Check(
                name: check.rawValue, status: .skipped, expected: "", actual: reason().printable,
                reference: check.reference))
    }

    private static func oneOf(_ texts: [String], or nothing: String) -> String {
        switch texts.count {
        case 0: nothing
        case 1: list(texts)
        default: "one of " + list(texts)
        }
    }

    private static func list(_ texts: [String]) -> String {
        texts.prefix(10).map(\.quoted).joined(separator: ", ") + (texts.count > 10 ? ", …" : "")
    }
}

extension JSONWebKeySet {
    /// Why the key with this `kid` is not used, if it stands in the set.
    fileprivate func refused(_ id: String) -> String {
        let refusal = refusals.first { $0.id?.utf8.elementsEqual(id.utf8) ?? false }
        return refusal.map { ", which is not used: \($0.reason)" } ?? ""
    }
}
