public import Accounts
public import Encodings
public import IAMPolicy

/// Who signed a request, authenticated.
public struct Caller: Sendable {
    /// Whose credentials they are.
    public enum Identity: Sendable {
        /// An access key of the account's root.
        case root
        /// An access key of a user.
        case user(Entity<UserRecord>)
        /// Temporary credentials; in a place of its own, since callers are handed on and a session has many parts.
        indirect case session(Session)
    }

    /// Account of the caller.
    public let account: Account
    /// Whose credentials they are.
    public let identity: Identity
    /// The access key id that signed.
    public let accessKeyID: String
    /// Tags of the role or user whose permissions count.
    public let issuerTags: [SessionTag]
    package let facts = CallerFacts()

    package init(account: Account, identity: Identity, accessKeyID: String, issuerTags: [SessionTag] = []) {
        self.account = account
        self.identity = identity
        self.accessKeyID = accessKeyID
        self.issuerTags = issuerTags
    }

    /// The session, for temporary credentials.
    public var session: Session? {
        if case .session(let session) = identity { return session }
        return nil
    }

    /// How the credentials came to be.
    public var credentialSource: CredentialSource { session?.credentialSource ?? .longTerm }

    /// ARN of the principal.
    public var arn: ARN {
        facts.arn {
            switch identity {
            case .root: account.rootARN
            case .user(let user): user.arn(in: account.partition)
            case .session(let session): session.arn
            }
        }
    }

    /// `aws:userid`: account id of root, unique id of a user, `<id>:<name>` of a session.
    public var userID: String {
        switch identity {
        case .root: account.id.description
        case .user(let user): user.uniqueID
        case .session(let session): session.userID
        }
    }

    /// The role, user or root whose permissions count.
    public var issuer: SessionIssuer {
        switch identity {
        case .root: SessionIssuer(kind: .root, arn: arn, uniqueID: account.id.description)
        case .user(let user): SessionIssuer(kind: .user, arn: arn, uniqueID: user.uniqueID)
        case .session(let session): session.issuer
        }
    }

    /// The user whose key or session token it is; nil for root, roles and federated users.
    public var userName: String? {
        switch identity {
        case .root: nil
        case .user(let user): user.name
        case .session(let session):
            session.kind == .sessionToken && session.issuer.kind == .user ? session.issuer.name : nil
        }
    }

    /// The principal of policies.
    public var principal: Principal {
        facts.principal {
            switch identity {
            case .root: .account(id: account.id.description, partition: account.partition.id)
            case .user: .user(arn: arn)
            case .session(let session): session.principal
            }
        }
    }

    /// The context keys of the principal at `now`.
    public func contextKeys(at now: Timestamp) -> ContextKeys {
        // How long ago a one-time password was shown is another number each time.
        if session?.mfaAt != nil { return makeContextKeys(at: now) }
        return facts.keys { makeContextKeys(at: now) }
    }

    private func makeContextKeys(at now: Timestamp) -> ContextKeys {
        var keys = ContextKeys()
        for tag in issuerTags { keys["aws:PrincipalTag/\(tag.key)"] = [tag.value] }
        switch identity {
        case .session(let session):
            // A session tag goes before the tag of role or user with the same key.
            keys.merge(session.contextKeys(at: now))
            return keys
        case .root: keys["aws:PrincipalType"] = ["Account"]
        case .user(let user):
            keys["aws:PrincipalType"] = ["User"]
            keys["aws:username"] = [user.name]
        }
        keys["aws:PrincipalArn"] = [arn.description]
        keys["aws:PrincipalAccount"] = [account.id.description]
        keys["aws:userid"] = [userID]
        return keys
    }
}
