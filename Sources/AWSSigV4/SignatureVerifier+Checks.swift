import Foundation

extension SignatureVerifier {
    /// Everything that can be refused without cryptography.
    func check(_ claim: AuthorizationClaim, at instant: Date) throws(SignatureError) {
        try checkScope(of: claim)
        try checkTime(of: claim, at: instant)
        try checkSignedHeaders(of: claim)
    }

    private func checkScope(of claim: AuthorizationClaim) throws(SignatureError) {
        var reasons: [String] = []
        if let regions, !regions.contains(claim.scope.region) {
            reasons.append(
                "Credential should be scoped to a valid region, not \(SignatureError.quoted(claim.scope.region)).")
        }
        if let services, !services.contains(claim.scope.service) {
            let names = services.sorted().map { "'\($0)'" }.joined(separator: ", ")
            reasons.append("Credential should be scoped to correct service: \(names).")
        }
        if claim.scope.date != claim.timestamp.day {
            reasons.append(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                    + "\(SignatureError.quoted(claim.scope.date)) != '\(claim.timestamp.day)', "
                    + "from '\(claim.timestamp.text)'.")
        }
        guard reasons.isEmpty else { throw .mismatch(reasons.joined(separator: " ")) }
    }

    private func checkTime(of claim: AuthorizationClaim, at instant: Date) throws(SignatureError) {
        let window = TimeInterval(clockWindow)
        // Written so that an instant that is not a number fails both comparisons.
        guard claim.date.timeIntervalSince(instant) <= window else {
            throw expired(
                "Signature not yet current", claim: claim, relation: "is still later than", at: instant, sign: "+",
                seconds: clockWindow)
        }
        let life = claim.expires ?? clockWindow
        guard instant.timeIntervalSince(claim.date) <= TimeInterval(life) else {
            throw expired(
                "Signature expired", claim: claim, relation: "is now earlier than", at: instant, sign: "-",
                seconds: life)
        }
    }

    /// For example `Signature expired: 20150830T123600Z is now earlier than 20150830T124600Z (20150830T130100Z - 15
    /// min.)`.
    private func expired(
        _ reason: String, claim: AuthorizationClaim, relation: String, at instant: Date, sign: String, seconds: Int
    ) -> SignatureError {
        let offset = TimeInterval(seconds) * (sign == "+" ? 1 : -1)
        let limit = SigningTime(instant.addingTimeInterval(offset)).text
        let length = seconds % 60 == 0 ? "\(seconds / 60) min." : "\(seconds) sec."
        return SignatureError(
            .requestExpired,
            "\(reason): \(claim.timestamp.text) \(relation) \(limit) (\(SigningTime(instant).text) \(sign) \(length))")
    }

    private func checkSignedHeaders(of claim: AuthorizationClaim) throws(SignatureError) {
        guard claim.signedHeaders.contains("host") else {
            throw .mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
        }
        guard claim.request.headerValues("host").count == 1 else { throw .incomplete("'Host' must be given once.") }
        for name in claim.signedHeaders where !claim.request.hasHeader(name) {
            throw .mismatch("The signed header \(SignatureError.quoted(name)) is not in the request.")
        }
        for header in claim.request.headers where header.name.hasASCIICaseInsensitivePrefix("x-amz-") {
            let isSigned = claim.signedHeaders.contains { header.name.isASCIICaseInsensitivelyEqual(to: $0) }
            guard isSigned || header.name.isASCIICaseInsensitivelyEqual(to: "x-amz-security-token") else {
                throw .unsignedHeader(header.name)
            }
        }
    }
}
