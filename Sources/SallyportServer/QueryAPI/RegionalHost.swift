import Encodings

/// Hosts by which clients call STS in a region: `sts.eu-west-2.amazonaws.com`, or the same with another domain.
///
/// A signature names the region; without one the host does, as in AWS, and whoever calls chooses it.
enum RegionalHost {
    /// A host has 253 characters at most.
    private static let longest = 260

    /// The region in a Host header; nil when there is none, or none of these.
    static func region(of authority: String?, among regions: Set<String>) -> String? {
        guard let authority, authority.utf8.count <= longest else { return nil }
        let labels = authority.asciiLowercased.pieces(separatedBy: UInt8(ascii: "."))
        guard labels.count > 2, labels[0] == "sts", regions.contains(labels[1]) else { return nil }
        return labels[1]
    }
}
