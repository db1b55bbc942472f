import Accounts
import Encodings
import IAMPolicy
import Sessions

/// What a web identity token says of its caller (IAM User Guide, "Understanding token claims").
///
/// Tags and source identity stand twice: where AWS writes them, below `https://sts.amazonaws.com/`, and where AssumeRoleWithWebIdentity of AWS,
/// and of stores that imitate it, reads them.
struct WebIdentityTokenClaims {
    let issuer: String
    let request: WebIdentityTokenRequest
    let profile: RelyingParty.Profile
    let caller: Caller
    let call: CallContext
    let issuedAt: Timestamp
    let expiration: Timestamp

    /// The claims, in the order in which they are written.
    ///
    /// Throws `STSError` for an attribute that the session should know, and does not.
    func members() throws(STSError) -> [JSONMember] {
        var members = [
            JSONMember("iss", issuer), JSONMember("aud", audience), JSONMember("sub", subject),
            JSONMember("iat", .integer(issuedAt.epochSeconds)), JSONMember("exp", .integer(expiration.epochSeconds)),
            // The record of the call has it as well.
            JSONMember("jti", call.requestID), JSONMember("https://sts.amazonaws.com/", .object(identity)),
        ]
        if let session = caller.session {
            if profile.hasTags, !session.tags.isEmpty {
                members.append(JSONMember("https://aws.amazon.com/tags", .object(sessionTags(session))))
            }
            if profile.hasSourceIdentity, let identity = session.sourceIdentity {
                members.append(JSONMember("https://aws.amazon.com/source_identity", identity))
            }
        }
        return try members + attributes()
    }

    /// What the profile has of the attributes of the user; nobody has any who did not come with SAML.
    private func attributes() throws(STSError) -> [JSONMember] {
        guard let kept = caller.session?.saml?.attributes else { return [] }
        var members: [JSONMember] = []
        for claim in profile.claims {
            switch kept.knowledge(of: claim.attribute) {
            case .values(let values):
                guard let first = values.first else { continue }
                members.append(JSONMember(claim.name, values.count == 1 ? .string(first) : .strings(values)))
            case .leftOut:
                throw STSError(
                    .jwtPayloadSizeExceeded,
                    "The values of the attribute \(claim.attribute.cut(to: 200)), which tokens for this audience say, were too long "
                        + "for the session.", cause: "at most \(KeptAttributes.limit) bytes, beside policies and tags")
            case .notKept:
                throw STSError(
                    .validationError,
                    "The session began before tokens for this audience said the attribute \(claim.attribute.cut(to: 200)): sign in "
                        + "again.", cause: "the session does not hold the attribute")
            }
        }
        return members
    }

    /// One text, or a list of texts (RFC 7519, section 4.1.3).
    private var audience: JSONValue {
        request.audiences.count == 1 ? .string(request.audiences[0]) : .strings(request.audiences)
    }

    /// The ARN of the role or user.
    private var subject: String { caller.issuer.arn.description }

    private var identity: [JSONMember] {
        var members = [
            JSONMember("aws_account", caller.account.id.description),
            JSONMember("source_region", call.region ?? caller.account.partition.defaultRegion),
            JSONMember("principal_id", subject),
        ]
        if let session = caller.session {
            members.append(JSONMember("original_session_exp", session.expiresAt.iso8601))
            if let provider = session.saml?.providerARN ?? session.webIdentity?.providerARN {
                members.append(JSONMember("federated_provider", provider.description))
            }
            if profile.hasSourceIdentity, let identity = session.sourceIdentity {
                members.append(JSONMember("source_identity", identity))
            }
        }
        let principal = profile.hasTags ? principalTags : []
        if !principal.isEmpty { members.append(JSONMember("principal_tags", Self.object(principal))) }
        if !request.tags.isEmpty { members.append(JSONMember("request_tags", Self.object(request.tags))) }
        return members
    }

    /// The session's tags, and those of role or user below them: keys are compared without regard to case.
    private var principalTags: [SessionTag] {
        let session = caller.session?.tags ?? []
        let keys = Set(session.map { $0.key.lowercased() })
        return session + caller.issuerTags.filter { !keys.contains($0.key.lowercased()) }
    }

    private func sessionTags(_ session: Session) -> [JSONMember] {
        let tags = session.tags.map { JSONMember($0.key, .strings([$0.value])) }
        return [
            JSONMember("principal_tags", .object(tags)),
            JSONMember("transitive_tag_keys", .strings(session.transitiveTagKeys)),
        ]
    }

    private static func object(_ tags: [SessionTag]) -> JSONValue {
        .object(tags.map { JSONMember($0.key, $0.value) })
    }
}
