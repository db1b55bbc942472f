/// A row of the table: an operation of the S3 API, what tells it, and what it asks for.
///
/// One object, since each request looks at many rows.
package final class S3Operation: Sendable {
    /// A method of HTTP.
    package enum Method: String, Hashable, Sendable, CaseIterable {
        case get = "GET"
        case head = "HEAD"
        case put = "PUT"
        case post = "POST"
        case delete = "DELETE"
    }

    /// What a path names.
    package enum Target: String, Hashable, Sendable, CaseIterable {
        case service, bucket, object
    }

    /// A parameter that has to be there: `acl` without a value, `list-type=2` with this one, `uploadId=*` with any.
    package struct Requirement: Hashable, Sendable, ExpressibleByStringLiteral {
        /// The parameter's name.
        package let name: String
        /// The value that it has to have; nil when any will do.
        package let value: String?

        /// Reads it as the table writes it.
        package init(stringLiteral text: String) {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            name = parts.first ?? text
            let value = parts.count > 1 ? parts[1] : ""
            self.value = value == "*" ? nil : value
        }

        /// As a query has it, with a text in the place of any value.
        package func text(any placeholder: String) -> String {
            value == "" ? name : "\(name)=\(value ?? placeholder)"
        }
    }

    /// A permission that the operation asks for.
    package struct Need: Hashable, Sendable, ExpressibleByStringLiteral {
        /// What it is asked for.
        package enum Resource: String, Hashable, Sendable {
            /// What the path names; of the service, every bucket.
            case target
            /// Any object of the bucket, since the body names them.
            case everyObject
            /// The object that `x-amz-copy-source` names.
            case source
        }

        /// The action without its `s3:`.
        package let action: String
        /// The action in its place when the request names a version of the object.
        package let versionAction: String?
        /// What it is asked for.
        package let resource: Resource

        /// A permission for what the path names.
        package init(stringLiteral action: String) { self.init(action, version: nil) }

        private init(_ action: String, version: String?, on resource: Resource = .target) {
            self.action = action
            versionAction = version
            self.resource = resource
        }

        static func object(_ action: String, version: String) -> Need { Need(action, version: version) }

        static func everyObject(_ action: String) -> Need { Need(action, version: nil, on: .everyObject) }

        static func source(_ action: String, version: String) -> Need { Need(action, version: version, on: .source) }
    }

    /// A permission that a header adds.
    package struct Further: Hashable, Sendable {
        /// The headers, in lower case; one of them is enough.
        package let headers: [String]
        /// The permission.
        package let need: Need

        static func headers(_ headers: [String], _ need: Need) -> Further { Further(headers: headers, need: need) }
    }

    /// The operation's name.
    package let name: String
    /// The name that it had before it was changed, under which SDKs still offer it.
    package let formerName: String?
    /// The method.
    package let method: Method
    /// What the path names.
    package let target: Target
    /// The parameters that tell it.
    package let query: [Requirement]
    /// The header that tells it, in lower case.
    package let header: String?
    /// The parameters that may stand beside.
    package let parameters: [String]
    /// What it asks for.
    package let needs: [Need]
    /// What headers ask for besides.
    package let further: [Further]
    /// The condition keys, beside those of every request.
    package let keys: [S3KeyGroup]
    /// Why the operation is refused by name; nil when it is not.
    package let refusal: String?

    /// All parameters that a request for it may have.
    let allowedParameters: Set<String>
    /// The headers that mean something here; see ``actingHeaders``.
    let takenHeaders: Set<String>
    /// The keys of all groups.
    let conditionKeys: [S3ConditionKey]

    init(
        _ name: String, _ method: Method, _ target: Target, query: [Requirement] = [], header: String? = nil,
        parameters: [String] = [], asks needs: [Need] = [], further: [Further] = [], keys: [S3KeyGroup] = [],
        formerly formerName: String? = nil, refused refusal: String? = nil
    ) {
        self.name = name
        self.formerName = formerName
        self.method = method
        self.target = target
        self.query = query
        self.header = header
        self.parameters = parameters
        self.needs = needs
        self.further = further
        self.keys = keys
        self.refusal = refusal
        allowedParameters = Set(query.map(\.name) + parameters + Self.commonParameters)
        conditionKeys = keys.flatMap(\.keys)
        let ofKeys = conditionKeys.compactMap(\.source.header)
        takenHeaders = Set(further.flatMap(\.headers) + ofKeys + (header.map { [$0] } ?? []))
    }
}

extension S3Operation {
    /// Parameters of every request: those of a presigned URL, and the operation's name as some SDKs repeat it.
    ///
    /// Other headers that SDKs move into a presigned URL count for S3 as headers do, and are not read here: unknown.
    package static let commonParameters = [
        "X-Amz-Algorithm", "X-Amz-Content-Sha256", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires",
        "X-Amz-Security-Token", "X-Amz-Signature", "X-Amz-SignedHeaders", "x-id",
    ]

    /// Condition keys of every request, as far as its head has them.
    package static let commonKeys = ["s3:authType", "s3:signatureversion", "s3:x-amz-content-sha256"]

    /// Parameters that tell an operation by being there, without a value.
    package static let subresources = Set(all.flatMap(\.query).filter { $0.value == "" }.map(\.name))

    /// All parameters of all operations.
    static let knownParameters = all.reduce(into: Set<String>()) { $0.formUnion($1.allowedParameters) }

    /// Headers that tell an operation.
    static let tellingHeaders = Set(all.compactMap(\.header)).sorted()

    /// Headers that make another operation of a request, or ask for more: refused where a row does not take them.
    static let actingHeaders = Set(all.flatMap { $0.further.flatMap(\.headers) + ($0.header.map { [$0] } ?? []) })

    /// The rows of a method and a target.
    static func rows(_ method: Method, _ target: Target) -> [S3Operation] { byForm[method]?[target] ?? [] }

    private static let byForm = Dictionary(grouping: all, by: \.method)
        .mapValues { Dictionary(grouping: $0, by: \.target) }
}
