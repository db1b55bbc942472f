extension Entity {
    /// `arn:<partition>:iam::<account>:<type><path><name>`, for kinds whose ARNs have a path.
    public func arn(in partition: Partition) -> String {
        let type =
            switch Record.kind {
            case .samlProvider: "saml-provider"
            case .mfaDevice: "mfa"
            default: Record.kind.rawValue
            }
        return "arn:\(partition.id):iam::\(account):\(type)\(path)\(name)"
    }
}
