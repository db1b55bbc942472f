import Accounts
public import Encodings
package import IAMPolicy
package import SAML2
public import Sessions

/// The `userIdentity` of an audit record.
public struct AuditIdentity: Hashable, Sendable {
    private let make: @Sendable () -> [JSONMember]
    /// The element as records have it.
    let json: [UInt8]

    /// Members of the element, `type` first.
    public var members: [JSONMember] { make() }

    /// Makes an identity of its members.
    public init(_ members: [JSONMember]) { self.init { members } }

    /// The same of members that are made anew when somebody looks at them: those of a session are as large as all else of it.
    private init(_ make: @escaping @Sendable () -> [JSONMember]) {
        self.make = make
        var writer = JSONWriter(capacity: 1_024)
        writer.write(make())
        // Without the room that was made for more.
        json = writer.bytes.withUnsafeBufferPointer { Array($0) }
    }

    /// Whether the members are the same.
    public static func == (left: AuditIdentity, right: AuditIdentity) -> Bool { left.json == right.json }

    /// Hashes the members.
    public func hash(into hasher: inout Hasher) { hasher.combine(json) }

    /// Nobody that was verified.
    public static let unknown = AuditIdentity([JSONMember("type", "Unknown")])

    /// A federated user who has no session yet.
    public static func samlUser(_ subject: SAMLSubject) -> AuditIdentity {
        AuditIdentity([
            JSONMember("type", "SAMLUser"), JSONMember("principalId", "\(subject.nameQualifier):\(subject.subject)"),
            JSONMember("userName", subject.subject), JSONMember("identityProvider", subject.nameQualifier),
        ])
    }

    /// A federated user of whom a verified assertion speaks, before it is known which SAML provider is meant: with the issuer
    /// in the provider's place.
    package static func samlUser(_ assertion: ValidatedAssertion) -> AuditIdentity {
        AuditIdentity([
            JSONMember("type", "SAMLUser"), JSONMember("userName", assertion.subject.value.cut(to: 512)),
            JSONMember("identityProvider", assertion.issuer.cut(to: 1_024)),
        ])
    }

    /// The user of an OpenID Connect provider who has no session yet.
    package static func webIdentityUser(provider: ARN, audience: String, subject: String) -> AuditIdentity {
        AuditIdentity([
            JSONMember("type", "WebIdentityUser"), JSONMember("principalId", "\(provider):\(audience):\(subject)"),
            JSONMember("userName", subject), JSONMember("identityProvider", "\(provider)"),
        ])
    }

    /// The broker itself.
    package static let broker = AuditIdentity([
        JSONMember("type", "AWSService"), JSONMember("invokedBy", "sallyport"),
    ])

    /// A user of the machine that the broker runs on.
    package static func systemUser(id: UInt32, name: String?) -> AuditIdentity {
        AuditIdentity(
            [JSONMember("type", "SystemUser"), JSONMember("principalId", String(id))]
                + (name.map { [JSONMember("userName", $0.cut(to: 64))] } ?? []))
    }

    /// Whoever signed a request.
    public static func caller(_ caller: Caller) -> AuditIdentity {
        caller.facts.record {
            let identity = caller.identity
            return switch identity {
            case .session:
                AuditIdentity {
                    if case .session(let session) = identity { members(of: session) } else { [] }
                }
            case .root: longTerm("Root", caller, userName: nil)
            case .user(let user): longTerm("IAMUser", caller, userName: user.name)
            }
        }
    }

    /// Somebody of another account, as the account that owns a role gets to know them: without name and ARN.
    public static func foreign(_ caller: Caller) -> AuditIdentity {
        AuditIdentity([
            JSONMember("type", "AWSAccount"), JSONMember("principalId", caller.userID),
            JSONMember("accountId", caller.account.id.description),
        ])
    }

    private static func longTerm(_ type: String, _ caller: Caller, userName: String?) -> AuditIdentity {
        AuditIdentity(
            principal(type, id: caller.userID, arn: caller.arn, account: caller.account.id)
                + [JSONMember("accessKeyId", caller.accessKeyID)]
                + (userName.map { [JSONMember("userName", $0)] } ?? []))
    }

    private static func principal(_ type: String, id: String, arn: ARN, account: AccountID) -> [JSONMember] {
        [
            JSONMember("type", type), JSONMember("principalId", id), JSONMember("arn", arn.description),
            JSONMember("accountId", account.description),
        ]
    }

    /// Temporary credentials.
    public static func session(_ session: Session) -> AuditIdentity { AuditIdentity(members(of: session)) }

    private static func members(of session: Session) -> [JSONMember] {
        let type =
            switch session.kind {
            case .assumeRoleWithSAML, .assumeRole, .assumeRoleWithWebIdentity: "AssumedRole"
            case .federationToken: "FederatedUser"
            case .sessionToken: session.issuer.kind == .root ? "Root" : "IAMUser"
            }
        var members = principal(type, id: session.userID, arn: session.arn, account: session.accountID)
        members.append(JSONMember("accessKeyId", session.accessKeyID))
        if session.kind == .sessionToken, session.issuer.kind == .user {
            members.append(JSONMember("userName", session.issuer.name))
        }
        members.append(JSONMember("sessionContext", .object(context(of: session))))
        return members
    }

    private static func context(of session: Session) -> [JSONMember] {
        var context: [JSONMember] = []
        if session.kind != .sessionToken {
            let issuer = session.issuer
            let type =
                switch issuer.kind {
                case .role: "Role"
                case .user: "IAMUser"
                case .root: "Root"
                }
            var members = principal(type, id: issuer.uniqueID, arn: issuer.arn, account: session.accountID)
            if issuer.kind != .root { members.append(JSONMember("userName", issuer.name)) }
            context.append(JSONMember("sessionIssuer", .object(members)))
        }
        context.append(
            JSONMember(
                "attributes",
                .object([
                    JSONMember("mfaAuthenticated", session.mfaAt == nil ? "false" : "true"),
                    JSONMember("creationDate", session.issuedAt.iso8601),
                ])))
        if let identity = session.sourceIdentity { context.append(JSONMember("sourceIdentity", identity)) }
        return context
    }
}
