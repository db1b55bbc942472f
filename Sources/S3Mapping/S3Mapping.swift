import IAMPolicy

/// Maps requests of the S3 API to what policies are asked, by the table of ``S3Operation``.
package enum S3Mapping {
    /// What a request needs.
    ///
    /// Throws `S3MappingError` for everything that is not exactly one operation of the table.
    package static func access(for request: S3Request, partition: String) throws(S3MappingError) -> S3Access {
        let head = try S3RequestHead(request)
        let operation = try S3Selection.operation(for: head)
        if let refusal = operation.refusal {
            throw S3MappingError(.notImplemented, "\(operation.name) is refused: \(refusal)")
        }
        let asking = S3Asking(head: head, partition: partition, keys: try keys(of: operation, head))
        var questions: [S3Access.Question] = []
        for need in operation.needs { questions.append(try asking.question(need)) }
        for further in operation.further where further.headers.contains(where: { head.headers[$0] != nil }) {
            questions.append(try asking.question(further.need))
        }
        return S3Access(
            operation: operation.name, questions: questions, bucket: head.location.bucket, key: head.location.key)
    }

    /// The keys that a request has for what its path names.
    private static func keys(of operation: S3Operation, _ head: S3RequestHead) throws(S3MappingError) -> ContextKeys {
        var keys = S3Asking.commonKeys(of: head)
        for key in operation.conditionKeys {
            switch key.source {
            case .parameter(let name): keys[key.name] = head.query[name].map { [$0] }
            case .header(let name): keys[key.name] = head.headers[name].map { [$0] }
            case .copySource: keys[key.name] = head.copySource.map { [$0.text] }
            case .fixed(let value): keys[key.name] = [value]
            // One header makes all keys of tags.
            case .tags: if let tags = head.headers["x-amz-tagging"] { keys.merge(try S3Tags.keys(of: tags)) }
            }
        }
        return keys
    }
}
