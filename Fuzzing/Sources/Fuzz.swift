import CFuzzer
import Foundation

/// One program for all targets: `fuzz list`, `fuzz seeds TARGET FOLDER`, `fuzz run TARGET [libFuzzer's options and folders]`.
@main
enum Fuzz {
    /// libFuzzer calls a C function, which knows nothing of any target.
    nonisolated(unsafe) private static var body: @Sendable ([UInt8]) -> Void = { _ in }

    static func main() throws {
        let arguments = CommandLine.arguments
        switch arguments.count > 1 ? arguments[1] : "" {
        case "list":
            for target in FuzzTarget.all { print(target.name, target.dictionary) }
        case "seeds" where arguments.count == 4:
            try writeSeeds(of: target(arguments[2]), to: URL(filePath: arguments[3], directoryHint: .isDirectory))
        case "run" where arguments.count > 2:
            body = try target(arguments[2]).prepare()
            run(Array(arguments.dropFirst(3)))
        default:
            try fail("usage: fuzz list | seeds TARGET FOLDER | run TARGET [options] [folders]")
        }
    }

    private static func target(_ name: String) throws -> FuzzTarget {
        guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
            try fail("there is no target \(name); `fuzz list` names them")
        }
        return target
    }

    private static func fail(_ message: String) throws -> Never {
        try FileHandle.standardError.write(contentsOf: Data("\(message)\n".utf8))
        exit(64)
    }

    private static func writeSeeds(of target: FuzzTarget, to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (number, seed) in try target.seeds().enumerated() {
            try Data(seed).write(to: folder.appending(component: "seed-\(number)"))
        }
    }

    private static func run(_ options: [String]) {
        var arguments: [UnsafeMutablePointer<CChar>?] = ([CommandLine.arguments[0]] + options).map { strdup($0) }
        arguments.append(nil)
        var count = Int32(arguments.count - 1)
        let code = arguments.withUnsafeMutableBufferPointer { buffer in
            var pointer = buffer.baseAddress
            return LLVMFuzzerRunDriver(&count, &pointer) { bytes, size in
                Fuzz.body(Array(UnsafeBufferPointer(start: bytes, count: size)))
                return 0
            }
        }
        exit(code)
    }
}
