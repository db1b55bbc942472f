import Accounts
import Encodings
import Foundation

/// Reads the folder with managed policies of AWS, each in a file `<name>.json` below folders that are its path.
///
/// Names that begin with a dot are left out: Kubernetes and Git have such entries of their own.
struct ManagedPoliciesReader {
    /// Policies at most; AWS has about 1,400.
    static let mostPolicies = 2_000
    /// Bytes of a file at most: AWS's own policies may be longer than those of accounts.
    static let mostBytes = 131_072
    /// Bytes of all files at most.
    static let mostBytesInAll = 33_554_432
    /// Folders in each other at most.
    private static let deepest = 4

    private let place: ConfigurationNode
    private var policies: [AWSManagedPolicy] = []
    private var fileByName: [String: String] = [:]
    private var bytes = 0

    /// The policies of a folder, in the order of their paths; none without one.
    ///
    /// Throws `BrokerConfigurationError` that names the file.
    static func read(_ node: ConfigurationNode?) throws(BrokerConfigurationError) -> [AWSManagedPolicy] {
        guard let node else { return [] }
        var reader = ManagedPoliciesReader(place: node)
        try reader.readFolder(try node.filePath(), path: "/", depth: 0)
        return reader.policies
    }

    private init(place: ConfigurationNode) { self.place = place }

    /// - Parameter path: that of the policies in it.
    private mutating func readFolder(
        _ folder: String, path: String, depth: Int
    ) throws(BrokerConfigurationError) {
        guard depth <= Self.deepest else {
            throw place.error("\(folder): more than \(Self.deepest) folders in each other")
        }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw place.error("can't read the folder \(folder)")
        }
        for name in names.filter({ !$0.hasPrefix(".") }).sorted() {
            let entry = "\(folder)/\(name)"
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: entry, isDirectory: &isFolder) else {
                throw place.error("can't read the file \(entry)")
            }
            if isFolder.boolValue {
                try readFolder(entry, path: "\(path)\(name)/", depth: depth + 1)
            } else {
                try readFile(entry, name: name, path: path)
            }
        }
    }

    private mutating func readFile(
        _ file: String, name: String, path: String
    ) throws(BrokerConfigurationError) {
        let ending = ".json"
        guard name.hasSuffix(ending) else {
            throw place.error("\(file): the name of a policy's file ends in \(ending)")
        }
        guard policies.count < Self.mostPolicies else {
            throw place.error("\(file): more than \(Self.mostPolicies) policies")
        }
        let contents = try place.contents(of: file, limit: Self.mostBytes)
        bytes += contents.count
        guard bytes <= Self.mostBytesInAll else {
            throw place.error("\(file): more than \(Self.mostBytesInAll) bytes in all")
        }
        let policy: AWSManagedPolicy
        do throws(ManagedPolicyFile.Fault) {
            policy = try ManagedPolicyFile(contents, name: String(name.dropLast(ending.count)), path: path).policy
        } catch {
            throw place.error("\(file): \(error.reason)")
        }
        if let known = ManagedPolicies.builtIn.named(policy.name), known.path != policy.path {
            throw place.error("\(file): the path of \(known.name) is \(known.path); put the file into these folders")
        }
        if let other = fileByName.updateValue(file, forKey: policy.name.asciiLowercased) {
            throw place.error("\(file): \(other) has the same name; names do not differ by case or path alone")
        }
        policies.append(policy)
    }
}
