import AWSQuery
import Accounts
import STS

/// Tags of entities: keys differ by more than case, and at most 50 to an entity.
enum Tags {
    private static let maximum = 50

    /// The tags in the parameter `Tags`.
    ///
    /// Throws `InvalidInput` for keys that differ by case alone, or that begin with `aws:`.
    static func read(_ parameters: QueryParameters) throws(QueryFault) -> [SessionTag] {
        var tags: [SessionTag] = []
        var seen: Set<String> = []
        for tag in parameters.structures(.tags) {
            let key = tag[.key]
            guard seen.insert(key.lowercased()).inserted else {
                throw .invalidInput("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
            }
            guard !key.isReservedTagKey else {
                throw .invalidInput("Tag keys that begin with aws: are reserved.")
            }
            tags.append(SessionTag(key: key, value: tag[.value]))
        }
        return tags
    }

    /// Adds tags to others; one with a key that is there replaces it.
    ///
    /// Throws `LimitExceeded`.
    static func add(_ new: [SessionTag], to tags: inout [SessionTag]) throws(QueryFault) {
        let keys = Set(new.map { $0.key.lowercased() })
        tags.removeAll { keys.contains($0.key.lowercased()) }
        tags += new
        guard tags.count <= maximum else {
            throw .limitExceeded("The number of tags has reached the maximum limit: \(maximum)")
        }
    }

    /// Takes away the tags with the keys in the parameter `TagKeys`.
    static func remove(_ parameters: QueryParameters, from tags: inout [SessionTag]) {
        let keys = Set(parameters.list(.tagKeys).map { $0.lowercased() })
        tags.removeAll { keys.contains($0.key.lowercased()) }
    }

    /// The member of a result; none for an entity without tags.
    static func members(_ tags: [SessionTag]) -> [QueryMember] { tags.isEmpty ? [] : [list(tags)] }

    /// The result of an operation that lists tags, sorted by key.
    static func page(_ tags: [SessionTag], _ parameters: QueryParameters) throws(QueryFault) -> QueryResult {
        let sorted = tags.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        // The marker is a position: the key of a tag may be longer than markers are.
        let (shown, members) = try Page(parameters).select(Array(sorted.enumerated())) { position($0.offset) }
        return QueryResult([list(shown.map(\.element))] + members)
    }

    /// A position as a text that sorts as the number does.
    private static func position(_ offset: Int) -> String {
        let digits = String(offset)
        return String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits
    }

    /// The member of a result that is there for an entity without tags as well.
    static func list(_ tags: [SessionTag]) -> QueryMember {
        .structures("Tags", tags.map { [.text("Key", $0.key), .text("Value", $0.value)] })
    }
}

/// What is kept of entities that can be tagged.
protocol TaggedRecord: EntityRecord {
    /// Tags.
    var tags: [SessionTag] { get set }
}

extension RoleRecord: TaggedRecord {}
extension UserRecord: TaggedRecord {}
extension PolicyRecord: TaggedRecord {}
extension SAMLProviderRecord: TaggedRecord {}
extension OIDCProviderRecord: TaggedRecord {}
extension MFADeviceRecord: TaggedRecord {}
extension InstanceProfileRecord: TaggedRecord {}
extension ServerCertificateRecord: TaggedRecord {}
