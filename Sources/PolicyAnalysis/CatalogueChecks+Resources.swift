import ActionCatalogue
import Encodings
import IAMPolicy

extension CatalogueChecks {
    /// Actions none of whose resources the statement names.
    func resourceFindings(_ statement: PolicyStatement) -> [PolicyFinding] {
        guard !statement.isNotAction else { return [] }
        return statement.locatedActions.compactMap { action in
            guard let reason = Self.mismatch(of: action.text, in: statement) else { return nil }
            let message = "\"\(action.text)\" does not apply to any resource of the statement: \(reason)."
            return warning(.resourceMismatch, message, at: action.offset)
        }
    }

    /// What an action is done to, when the statement names nothing of the kind; nil when it does, or nobody knows.
    static func mismatch(of action: String, in statement: PolicyStatement) -> String? {
        let names = statement.resources
        guard !statement.isNotResource, !names.isEmpty, !names.contains("*"), let kind = ResourceKind(action: action),
            !names.contains(where: kind.mayBe)
        else { return nil }
        return kind.description
    }
}

/// What an action is done to, as far as that is told by its name.
private struct ResourceKind {
    private enum Form {
        case everything
        case ofService(Set<String>)
        case bucket
        case object
    }

    private let form: Form

    /// Services whose actions are done to their own resources alone.
    private static let closed: Set<String> = ["s3", "sqs", "sns", "dynamodb", "lambda", "kms", "rds", "kinesis"]

    /// Actions of Amazon S3 that are done to no bucket.
    private static let accountActions: Set<String> = ["listallmybuckets", "headbucket", "createjob", "listjobs"]

    /// `nil` when nothing is known about the action.
    init?(action: String) {
        let parts = action.asciiLowercased.pieces(separatedBy: UInt8(ascii: ":"))
        guard parts.count == 2 else { return nil }
        let (service, name) = (parts[0], parts[1])
        switch service {
        case "ec2" where name.hasPrefix("describe"): form = .everything
        case "s3" where name.hasWildcard: form = .ofService(["s3"])
        case "s3" where Self.accountActions.contains(name): form = .everything
        case "s3" where Self.isObjectAction(name): form = .object
        case "s3" where name.contains("bucket"): form = .bucket
        case _ where Self.closed.contains(service): form = .ofService([service])
        default: return nil
        }
    }

    private static func isObjectAction(_ name: String) -> Bool {
        let isBatch = name.hasPrefix("list") && name.hasSuffix("uploads") || name.contains("bucket")
        let isLambda = name.contains("objectlambda") || name.contains("configuration")
        return !isBatch && !isLambda && (name.contains("object") || name.contains("multipartupload"))
    }

    /// Whether a resource of a policy may be one.
    func mayBe(_ resource: String) -> Bool {
        guard let arn = ARN(resource) else { return true }
        let service = arn.service
        if service.hasWildcard || arn.resource.contains("${") { return true }
        switch form {
        case .everything: return false
        case .ofService(let services): return services.contains(service)
        case .bucket: return service != "s3" ? service.hasPrefix("s3") : !arn.resource.contains("/") || isOpen(arn)
        case .object:
            return service != "s3" ? service.hasPrefix("s3") : arn.resource.contains("/") || arn.resource.hasWildcard
        }
    }

    /// Whether the name of the bucket ends in a wildcard, which may stand for a slash as well.
    private func isOpen(_ arn: ARN) -> Bool {
        arn.resource.hasPrefix("accesspoint")
            || arn.resource.split(separator: "/").first.map { $0.contains("*") } == true
    }

    var description: String {
        switch form {
        case .everything: "it is allowed on * only"
        case .ofService(let services): "it is done to resources of \(services.sorted().joined(separator: ", "))"
        case .bucket: "it is done to buckets, arn:aws:s3:::name"
        case .object: "it is done to objects, arn:aws:s3:::name/key"
        }
    }
}
