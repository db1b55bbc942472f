/// Finds repeated keys: by comparison while an object is small, with a set when it grows.
struct UniqueKeys {
    private var seen: Set<ExactText> = []

    mutating func insert(_ key: String, among members: [JSONNode.Member]) -> Bool {
        if members.count < 12 { return !members.contains { $0.key.hasSameBytes(as: key) } }
        if seen.isEmpty { seen = Set(members.map { ExactText($0.key) }) }
        return seen.insert(ExactText(key)).inserted
    }
}
