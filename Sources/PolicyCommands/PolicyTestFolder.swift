import CommandIO
import Foundation

/// Finds the files of tests that a path stands for.
enum PolicyTestFolder {
    private static let endings: Set<String> = ["yaml", "yml", "jsonl"]
    /// What a folder holds at most, and how deep.
    private static let mostEntries = 100_000
    private static let deepest = 32

    /// The path itself, or for a folder its files that end in `.yaml`, `.yml` or `.jsonl`, those of folders in it as well.
    ///
    /// What begins with a dot is passed over, links to folders are not followed. Throws `InputError` for a folder without
    /// such a file, since nothing would be tested.
    static func files(at path: String) throws(InputError) -> [String] {
        var isFolder: ObjCBool = false
        guard path != "-", FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
        else {
            return [path]
        }
        var files: [String] = []
        var waiting = [(path: path, depth: 0)]
        var seen = 0
        while let folder = waiting.popLast() {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
                throw InputError("\(folder.path): can't be read")
            }
            seen += names.count
            guard seen <= mostEntries, folder.depth <= deepest else {
                throw InputError("\(path): holds more than \(mostEntries) entries, or is more than \(deepest) deep")
            }
            for name in names where !name.hasPrefix(".") {
                let entry = folder.path + (folder.path.hasSuffix("/") ? "" : "/") + name
                switch kind(of: entry) {
                case .typeDirectory: waiting.append((entry, folder.depth + 1))
                case .typeRegular, .typeSymbolicLink:
                    let ending = URL(fileURLWithPath: name).pathExtension.lowercased()
                    if endings.contains(ending) { files.append(entry) }
                default: break
                }
            }
        }
        guard !files.isEmpty else { throw InputError("\(path): has no .yaml, .yml or .jsonl file") }
        return files.sorted()
    }

    private static func kind(of path: String) -> FileAttributeType? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
    }
}
