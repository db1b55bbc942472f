import Foundation
import Testing

@Suite("sallyport store")
struct StoreCommandTests {
    @Test func saysWhatIsInAFile() throws {
        let premises = try Premises()
        #expect(try premises.createRootKey("root").status == 0)
        let status = try premises.run("store", "status")
        #expect(status.status == 0)
        #expect(status.output.contains("entities:        1, "))
        #expect(status.output.contains("revocations:     0, "))
        let check = try premises.run("store", "check")
        #expect(check.status == 0 && check.output.hasPrefix("ok: "))
    }

    @Test func aStoreThatIsNotThereIsNotMade() throws {
        let premises = try Premises()
        let status = try premises.run("store", "status")
        #expect(status.status == 2 && status.errors.contains("sallyport.sqlite is not there"))
        #expect(!FileManager.default.fileExists(atPath: premises.folder.path + "/data/sallyport.sqlite"))
        let memory = try Premises(store: "store: memory")
        #expect(try memory.run("store", "status").status == 2)
        #expect(try memory.run("store", "check").status == 2)
    }

    @Test func movesOneIntoAnother() throws {
        let premises = try Premises()
        #expect(try premises.createRootKey("root").status == 0)
        let target = "sqlite:\(premises.folder.path)/other.sqlite"
        for _ in 0..<2 {
            let moved = try Command.run(
                "store", "migrate", "--from", "config:\(premises.configuration)", "--to", target)
            #expect(moved.status == 0, "\(moved.errors)")
            #expect(moved.output.contains("entities:        1, "))
            #expect(moved.errors.contains("entities: 1"))
        }
        let more = try Premises()
        #expect(try more.createRootKey("root").status == 0)
        let refused = try Command.run(
            "store", "migrate", "--from", "sqlite:\(more.folder.path)/data/sallyport.sqlite", "--to", target)
        #expect(refused.status == 2)
        #expect(refused.errors.contains("which the source has not"))
    }

    @Test func aPlaceIsNamedByItsKind() throws {
        for (from, status) in [
            ("data.sqlite", 64), ("sqlite:", 64), ("mysql:x", 64), ("sqlite:/nonexistent/x", 2),
            ("postgres:postgresql://u:s3cret@127.0.0.1:1/d", 2), ("postgresql://127.0.0.1:1/d", 2),
        ] {
            let result = try Command.run("store", "migrate", "--from", from, "--to", "sqlite:/nonexistent/y")
            #expect(result.status == Int32(status), "\(from): \(result.errors)")
            if from.hasPrefix("postgres:") { #expect(result.errors.contains("passwordFile")) }
        }
        let same = try Command.run("store", "migrate", "--from", "sqlite:x", "--to", "sqlite:x")
        #expect(same.status == 64)
    }
}
