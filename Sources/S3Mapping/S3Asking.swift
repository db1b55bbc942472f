import IAMPolicy

/// Makes the questions of one request.
struct S3Asking {
    let head: S3RequestHead
    let partition: String
    /// The keys of questions about what the path names.
    let keys: ContextKeys

    /// The question that a permission makes.
    func question(_ need: S3Operation.Need) throws(S3MappingError) -> S3Access.Question {
        switch need.resource {
        case .target:
            return S3Access.Question(
                action: action(need, version: head.query["versionId"]), resource: target, keys: keys,
                isAboutEveryKey: false)
        case .everyObject:
            return S3Access.Question(
                action: action(need, version: nil), resource: "\(target)/*", keys: keys, isAboutEveryKey: true)
        case .source:
            guard let source = head.copySource else {
                throw S3MappingError(.invalidRequest, "x-amz-copy-source was expected")
            }
            var keys = Self.commonKeys(of: head)
            keys["s3:VersionId"] = source.versionID.map { [$0] }
            return S3Access.Question(
                action: action(need, version: source.versionID), resource: arn(source.text), keys: keys,
                isAboutEveryKey: false)
        }
    }

    /// The keys that every question of a request has.
    static func commonKeys(of head: S3RequestHead) -> ContextKeys {
        var keys = head.signature.keys
        let digest = head.headers["x-amz-content-sha256"] ?? head.query["X-Amz-Content-Sha256"]
        keys["s3:x-amz-content-sha256"] = digest.map { [$0] }
        return keys
    }

    private func action(_ need: S3Operation.Need, version: String?) -> String {
        let versionAction = version == nil ? nil : need.versionAction
        return "s3:\(versionAction ?? need.action)"
    }

    /// The ARN of what the path names; of the service, that of any bucket, as policies for ListAllMyBuckets write it.
    private var target: String {
        guard let bucket = head.location.bucket else { return arn("*") }
        return arn(head.location.key.map { "\(bucket)/\($0)" } ?? bucket)
    }

    private func arn(_ resource: String) -> String { "arn:\(partition):s3:::\(resource)" }
}
