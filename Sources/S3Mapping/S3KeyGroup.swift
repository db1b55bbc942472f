/// A condition key and where its value comes from; it is absent when the request has no such part.
package struct S3ConditionKey: Hashable, Sendable {
    /// Where a value comes from.
    package enum Source: Hashable, Sendable {
        /// A parameter of the query.
        case parameter(String)
        /// A header, in lower case.
        case header(String)
        /// The object that `x-amz-copy-source` names.
        case copySource
        /// `x-amz-tagging`, which makes a key for each tag.
        case tags
        /// Always the same.
        case fixed(String)

        /// The header that it is read from, when it is one.
        var header: String? {
            switch self {
            case .header(let name): name
            case .copySource: "x-amz-copy-source"
            case .tags: "x-amz-tagging"
            case .parameter, .fixed: nil
            }
        }
    }

    /// The key's name; `*` stands for the names of tags.
    package let name: String
    /// Where its value comes from.
    package let source: Source

    /// A key that is called as a header is.
    static func header(_ name: String) -> S3ConditionKey { S3ConditionKey(name: "s3:\(name)", source: .header(name)) }

    /// A key that is called as a parameter is.
    static func parameter(_ name: String) -> S3ConditionKey {
        S3ConditionKey(name: "s3:\(name)", source: .parameter(name))
    }
}

/// Condition keys that come together.
package enum S3KeyGroup: String, Hashable, Sendable, CaseIterable {
    case listing, version, acl, encryption, storing, copying, tagging, locking, precondition, ownership
    /// Of requests that make an object.
    case creation
    /// Of requests that prepare an object or make a part of one.
    case part

    /// The keys of the group.
    package var keys: [S3ConditionKey] {
        switch self {
        case .listing: ["prefix", "delimiter", "max-keys"].map(S3ConditionKey.parameter)
        case .version: [S3ConditionKey(name: "s3:VersionId", source: .parameter("versionId"))]
        case .acl:
            [
                "x-amz-acl", "x-amz-grant-full-control", "x-amz-grant-read", "x-amz-grant-read-acp",
                "x-amz-grant-write", "x-amz-grant-write-acp",
            ].map(S3ConditionKey.header)
        case .encryption:
            [
                "x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id",
                "x-amz-server-side-encryption-customer-algorithm",
            ].map(S3ConditionKey.header)
        case .storing: ["x-amz-storage-class", "x-amz-website-redirect-location"].map(S3ConditionKey.header)
        case .copying:
            [S3ConditionKey(name: "s3:x-amz-copy-source", source: .copySource), .header("x-amz-metadata-directive")]
        case .tagging:
            ["s3:RequestObjectTag/*", "s3:RequestObjectTagKeys"].map { S3ConditionKey(name: $0, source: .tags) }
        case .locking:
            ["mode", "retain-until-date", "legal-hold"].map {
                S3ConditionKey(name: "s3:object-lock-\($0)", source: .header("x-amz-object-lock-\($0)"))
            }
        case .precondition: ["if-match", "if-none-match"].map(S3ConditionKey.header)
        case .ownership: [.header("x-amz-object-ownership")]
        case .creation: [S3ConditionKey(name: "s3:ObjectCreationOperation", source: .fixed("true"))]
        case .part: [S3ConditionKey(name: "s3:ObjectCreationOperation", source: .fixed("false"))]
        }
    }
}
