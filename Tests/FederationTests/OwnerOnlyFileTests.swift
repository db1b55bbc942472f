import Foundation
import Keys
import Testing

@Suite struct OwnerOnlyFileTests {
    private let folder = NSTemporaryDirectory() + "owner-only-\(UUID().uuidString)"

    private func inFolder(_ body: (String) throws -> Void) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder + "/file")
    }

    private func failure(_ body: () throws -> Void) -> OwnerOnlyFile.Failure? {
        do {
            try body()
            return nil
        } catch {
            return error as? OwnerOnlyFile.Failure
        }
    }

    @Test func holdsWhatIsWrittenForItsOwnerAlone() throws {
        try inFolder { path in
            let content = [UInt8](repeating: 7, count: 200_000)
            try OwnerOnlyFile.make(path, holding: content)
            var status = stat()
            #expect(stat(path, &status) == 0)
            #expect(status.st_mode & 0o7777 == 0o600)
            #expect(FileManager.default.contents(atPath: path) == Data(content))
        }
    }

    /// A file, a folder and a link to nowhere are all something that is there.
    @Test func overwritesNothing() throws {
        try inFolder { path in
            try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
            try FileManager.default.createDirectory(atPath: path + ".folder", withIntermediateDirectories: false)
            #expect(symlink("nowhere", path + ".link") == 0)
            for taken in [path, path + ".folder", path + ".link"] {
                let refusal = try #require(failure { _ = try OwnerOnlyFile(taken) })
                #expect(refusal.step == .making && refusal.code == EEXIST)
                #expect(refusal.description == "\(taken) can't be made: File exists")
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
            #expect(!FileManager.default.fileExists(atPath: folder + "/nowhere"))
        }
        let refusal = try #require(failure { _ = try OwnerOnlyFile(folder + "/file") })
        #expect(refusal.code == ENOENT)
    }

    @Test func isTakenAwayAgain() throws {
        try inFolder { path in
            let file = try OwnerOnlyFile(path)
            file.remove()
            #expect(!FileManager.default.fileExists(atPath: path))
            try OwnerOnlyFile.make(path, holding: [])
        }
    }

    @Test func aFullDiskIsTold() throws {
        let descriptor = open("/dev/full", O_WRONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        #expect(Descriptor.write([1], to: descriptor) == ENOSPC)
        #expect(Descriptor.write([], to: descriptor) == 0)
        #expect(Descriptor.write([1], to: -1) == EBADF)
    }
}
