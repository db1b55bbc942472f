import Accounts
import Encodings
import Foundation
import IAMPolicy
import STS
import SallyportConfiguration
import Sessions

/// AssumeRoleWithWebIdentity for a session: nobody signs it, a token of the account's issuer says who is meant.
///
/// AWS reads tags and source identity from the token. The token lives for five minutes, and all attempts together take ten
/// seconds, so each attempt brings the same one.
struct WebIdentityCall: RoleCall {
    let requested: RequestedSession
    let token: SessionToken

    // MARK: Asking

    func request(to endpoint: URL, at now: Timestamp) -> UpstreamRequest {
        var request = UpstreamRequest(method: "POST", url: endpoint)
        request.form =
            requested.form(.assumeRoleWithWebIdentity, [(name: "WebIdentityToken", value: token.token)]).body
        return request
    }

    // MARK: Reading

    func read(
        _ answer: UpstreamAnswer, from endpoint: String, at now: Timestamp
    ) throws(UpstreamFault) -> IssuedCredentials {
        let result = try self.result(of: answer, from: endpoint)
        guard Self.areEqual(result["SubjectFromWebIdentityToken"], token.subject),
            Self.areEqual(result["Audience"], token.audience), isOfOurIssuer(result["Provider"]),
            result["SourceIdentity"] == nil
                || Self.areEqual(result["SourceIdentity"], requested.session.sourceIdentity)
        else { throw UpstreamFault.unreadable(answer, requestID: result["RequestId"], endpoint: endpoint) }
        return try requested.credentials(in: result, of: answer, from: endpoint, at: now)
    }

    /// AWS writes values that break a constraint into its texts, and the token is one.
    private func result(
        of answer: UpstreamAnswer, from endpoint: String
    ) throws(UpstreamFault) -> QueryAnswer {
        do throws(UpstreamFault) {
            return try QueryAnswer(.assumeRoleWithWebIdentity, answer, from: endpoint)
        } catch {
            throw error.withholding(token.token)
        }
    }

    /// Byte by byte: Swift takes canonically equivalent texts for equal.
    private static func areEqual(_ seen: String?, _ expected: String?) -> Bool {
        guard let seen, let expected else { return false }
        return seen.utf8.elementsEqual(expected.utf8)
    }

    /// Whether AWS read the token by the provider of our issuer: it documents `iss`, and answers with the provider's ARN.
    private func isOfOurIssuer(_ provider: String?) -> Bool {
        if Self.areEqual(provider, token.issuer) || Self.areEqual(provider, issuerName) { return true }
        let arn = ARN(
            partition: requested.role.partition, service: "iam", accountID: requested.role.accountID,
            resource: "oidc-provider/\(issuerName)")
        return Self.areEqual(provider, arn.description)
    }

    /// The issuer as AWS's ARNs and context keys name it: without the scheme.
    private var issuerName: String {
        guard let mark = token.issuer.range(of: "://") else { return token.issuer }
        return String(token.issuer[mark.upperBound...])
    }

    func meaning(of fault: UpstreamFault) -> String? {
        switch fault.code {
        case "AccessDenied":
            return "the trust policy of the role there must allow sts:AssumeRoleWithWebIdentity to the OpenID Connect "
                + "provider \(issuerName) when \(issuerName):aud is \(token.audience) and \(issuerName):sub is "
                + "\(token.subject), and sts:TagSession and sts:SetSourceIdentity where they are needed; a role that does "
                + "not exist is answered in the same way"
        case "IDPCommunicationError": return reachability
        case "InvalidIdentityToken" where fault.text.contains("verification key"): return reachability
        case "InvalidIdentityToken" where fault.text.contains("No OpenIDConnect provider"):
            return "make an OpenID Connect provider with the URL \(token.issuer) and the audience \(token.audience) in "
                + "the account of the role there"
        case "InvalidIdentityToken" where fault.text.contains("audience"):
            return "the OpenID Connect provider \(issuerName) there must have the audience \(token.audience)"
        case "InvalidIdentityToken" where fault.text.contains("thumbprint"):
            return "the thumbprint of the OpenID Connect provider \(issuerName) there is not that of the certificate "
                + "authority of \(token.issuer): update it there"
        case "InvalidIdentityToken", "IDPRejectedClaim":
            return "look at the OpenID Connect provider \(issuerName) there (URL, audience \(token.audience), "
                + "thumbprint), and at this clock"
        case "ExpiredTokenException", "ExpiredToken":
            return "the token was made for five minutes, just before AWS was asked: this clock is off"
        default: return nil
        }
    }

    private var reachability: String {
        "AWS must be able to read \(token.issuer)/.well-known/openid-configuration and the keys beside it, by https and "
            + "from the internet"
    }
}
