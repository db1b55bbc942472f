import AWSSigV4
import Foundation
import Testing

/// One signer signs as a new one would, whatever it has signed before.
@Suite("A signer that is used again")
struct SignerReuseTests {
    private func authorization(_ signer: Signer, at instant: Date = Fixture.instant) throws -> String {
        try #require(
            signer.sign(Fixture.getCallerIdentity, at: instant).headers.last { $0.name == "Authorization" }?.value)
    }

    @Test("on the same day and on another")
    func days() throws {
        let signer = Fixture.signer()
        // The day ends two seconds after the first.
        for seconds in [0.0, 1, 3, 86_400, 0] {
            let instant = Fixture.instant.addingTimeInterval(seconds)
            #expect(try authorization(signer, at: instant) == authorization(Fixture.signer(), at: instant))
        }
    }

    @Test("with another credential, region or service")
    func parts() throws {
        var signer = Fixture.signer()
        let first = try authorization(signer)
        let changes: [(inout Signer) -> Void] = [
            { $0.region = "us-east-1" }, { $0.service = "iam" },
            {
                $0.credential = Credential(
                    accessKeyID: Fixture.accessKeyID, secretAccessKey: SecretAccessKey("another"))
            },
        ]
        for change in changes {
            change(&signer)
            var other = Fixture.signer()
            (other.region, other.service, other.credential) = (signer.region, signer.service, signer.credential)
            let changed = try authorization(signer)
            #expect(changed != first)
            #expect(try changed == authorization(other))
        }
    }
}
