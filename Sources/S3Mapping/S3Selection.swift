import Encodings

/// Finds the one row of the table that takes a request.
///
/// A row takes a request when it has everything that the row asks for and nothing that the row does not know. So a second
/// sub-resource, or a parameter that nobody knows, leaves no row; there is none that takes what the others leave.
enum S3Selection {
    /// The row that takes a request.
    static func operation(for head: S3RequestHead) throws(S3MappingError) -> S3Operation {
        let rows = S3Operation.rows(head.method, head.location.target)
            .filter { $0.takesQuery(head.query) && $0.isTold(by: head.headers) }
        guard let row = rows.first, rows.count == 1 else { throw fault(of: head) }
        if let header = head.headers.names.first(where: { !row.takesHeader($0) }) {
            throw S3MappingError(
                .invalidRequest, "\(row.name) was expected without \(header), which means nothing in it")
        }
        return row
    }

    /// Why no row takes a request.
    private static func fault(of head: S3RequestHead) -> S3MappingError {
        let names = head.query.names
        if let unknown = names.first(where: { !S3Operation.knownParameters.contains($0) }) {
            return S3MappingError(.notImplemented, "the S3 API has no parameter \(unknown.quoted)")
        }
        let subresources = names.filter(S3Operation.subresources.contains)
        guard subresources.count < 2 else {
            let seen = subresources.joined(separator: ", ")
            return S3MappingError(.invalidRequest, "one sub-resource was expected, and there are several: \(seen)")
        }
        let form = "\(head.method.rawValue) on \(head.location.target.words)"
        let rows = S3Operation.rows(head.method, head.location.target)
        guard !rows.isEmpty else {
            return S3MappingError(.methodNotAllowed, "S3 has no \(form)")
        }
        if let subresource = subresources.first,
            !rows.contains(where: { row in row.query.contains { $0.name == subresource } })
        {
            return S3MappingError(.methodNotAllowed, "S3 has no \(form) with the sub-resource \(subresource.quoted)")
        }
        let headers = S3Operation.tellingHeaders.filter { head.headers[$0] != nil }
        return S3MappingError(
            .invalidRequest,
            "no operation is \(form) with the parameters \(list(names)) and the headers \(list(headers))")
    }

    private static func list(_ names: [String]) -> String { names.isEmpty ? "(none)" : names.joined(separator: ", ") }
}

extension S3Operation {
    /// Whether the parameters are those of the operation: all that it requires, and none that it does not know.
    fileprivate func takesQuery(_ parameters: S3Query) -> Bool {
        query.allSatisfy { required in
            guard let value = parameters[required.name] else { return false }
            return required.value?.isExactly(value) ?? !value.isEmpty
        } && parameters.isSubset(of: allowedParameters)
    }

    /// Whether the header that tells the operation is there; one that tells another operation is not.
    fileprivate func isTold(by headers: S3Headers) -> Bool {
        Self.tellingHeaders.allSatisfy { (headers[$0] != nil) == (header == $0) }
    }

    /// Whether a header means something in the operation, or nothing in any.
    fileprivate func takesHeader(_ name: String) -> Bool {
        takenHeaders.contains(name) || !Self.actingHeaders.contains(name)
    }
}

extension S3Operation.Target {
    /// What it is, in a sentence.
    fileprivate var words: String {
        switch self {
        case .service: "the service"
        case .bucket: "a bucket"
        case .object: "an object"
        }
    }
}
