import Encodings
public import IAMPolicy

extension Account {
    /// The ARN of an entity of the account: `arn:<partition>:iam::<account>:<type><path><name>`.
    public func arn(_ kind: EntityKind, path: String = "/", name: String) -> ARN {
        ARN(kind, path: path, name: name, account: id.description, in: partition)
    }

    /// The ARN of the account's root.
    public var rootARN: ARN {
        ARN(partition: partition.id, service: "iam", accountID: id.description, resource: "root")
    }
}

extension Entity {
    /// The ARN, for kinds whose ARNs have a path.
    public func arn(in partition: Partition) -> ARN {
        ARN(Record.kind, path: path, name: name, account: account.description, in: partition)
    }
}

extension ARN {
    /// The ARN of an entity; `account` is `aws` for policies that every account has.
    package init(_ kind: EntityKind, path: String, name: String, account: String, in partition: Partition) {
        self.init(
            partition: partition.id, service: "iam", accountID: account,
            resource: kind.resource(path: path, name: name))
    }

    /// The name of the entity of this kind that it would be of.
    ///
    /// It stands behind the path; that of an OpenID Connect provider is a URL, which has slashes of its own, and that of an
    /// MFA device has its path in it.
    package func name(of kind: EntityKind) -> String {
        guard kind == .oidcProvider || kind == .mfaDevice else { return resourceName }
        return String(resource.dropFirst(resourceType.count + 1))
    }

    /// The kind of what it names, when that is a role or a SAML provider, spelt as IAM spells it; nil for all else.
    package var federatedKind: EntityKind? {
        guard AccountID(accountID) != nil, isGlobalIAM else { return nil }
        let resource = resource.utf8
        guard resource.starts(with: "saml-provider/".utf8) else { return isOfRole ? .role : nil }
        return EntityName.isProviderName(resource.dropFirst("saml-provider/".utf8.count)) ? .samlProvider : nil
    }

    /// Whether it is spelt as that of a role, in an account of any number of digits: AWS looks for such a role, and finds
    /// none.
    package var isOfRole: Bool {
        let (account, resource) = (accountID.utf8, resource.utf8)
        return isGlobalIAM && !account.isEmpty && account.allSatisfy(ASCII.isDigit)
            && resource.starts(with: "role/".utf8) && EntityName.isRoleName(resourceName.utf8)
            && resource.allSatisfy { (0x21...0x7F).contains($0) }
    }

    private var isGlobalIAM: Bool {
        let partition = partition.utf8
        return description.utf8.count <= 2_048 && partition.count <= 32
            && partition.allSatisfy { $0 == UInt8(ascii: "-") || ASCII.isLowercase($0) } && service == "iam"
            && region.isEmpty
    }
}
