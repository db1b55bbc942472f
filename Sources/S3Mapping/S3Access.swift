package import IAMPolicy

/// What a request needs.
package struct S3Access: Sendable {
    /// One question for the policies; the request passes when all of its questions are allowed.
    package struct Question: Sendable {
        /// The action, such as `s3:GetObject`.
        package let action: String
        /// The ARN of the bucket or object; policies match it as it is, so that no character of a key is a wildcard.
        package let resource: String
        /// The keys that the request carries for this question.
        package let keys: ContextKeys
        /// Whether the body names the objects, so that ``resource`` is `bucket/*` and stands for any key.
        package let isAboutEveryKey: Bool
    }

    /// The operation, such as `GetObject`.
    package let operation: String
    /// What has to be allowed; never empty.
    package let questions: [Question]
    /// The bucket; nil for ListBuckets.
    package let bucket: String?
    /// The key, decoded once; nil when the request is about a bucket.
    package let key: String?
}
