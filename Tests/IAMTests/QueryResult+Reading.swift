import AWSQuery

/// Members of results by name; a path such as `Role.Arn` goes into structures.
extension QueryResult {
    /// The text at a path; nil when there is none.
    func text(_ path: String) -> String? { (members ?? []).text(path) }

    /// The structures of a list.
    func structures(_ path: String) -> [[QueryMember]] { (members ?? []).structures(path) }

    /// The texts of a list.
    func list(_ path: String) -> [String] { (members ?? []).list(path) }

    /// One text of each structure of a list.
    func texts(_ path: String, each name: String) -> [String] { structures(path).compactMap { $0.text(name) } }

    /// The texts of a map.
    func map(_ name: String) -> [String: String] {
        for case .map(name, let texts) in members ?? [] { return texts }
        return [:]
    }

    /// Names of the members of a structure, in order; of the result itself for an empty path.
    func names(_ path: String = "") -> [String] { ((members ?? []).structure(path) ?? []).map(\.name) }
}

extension [QueryMember] {
    func text(_ path: String) -> String? {
        if case .text(_, let value) = member(path) { return value }
        return nil
    }

    func structures(_ path: String) -> [[QueryMember]] {
        if case .structures(_, let value) = member(path) { return value }
        return []
    }

    func list(_ path: String) -> [String] {
        if case .list(_, let value) = member(path) { return value }
        return []
    }

    func structure(_ path: String) -> [QueryMember]? {
        if path.isEmpty { return self }
        if case .structure(_, let value) = member(path) { return value }
        return nil
    }

    private func member(_ path: String) -> QueryMember? {
        let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
        guard let first = parts.first, let found = self.first(where: { $0.name == first }) else { return nil }
        guard parts.count == 2 else { return found }
        if case .structure(_, let members) = found { return members.member(parts[1]) }
        return nil
    }
}

extension QueryMember {
    /// Name of the member.
    var name: String {
        switch self {
        case .text(let name, _), .structure(let name, _), .structures(let name, _), .list(let name, _),
            .map(let name, _):
            name
        }
    }
}
