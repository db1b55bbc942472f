internal import Accounts
import Encodings
internal import Foundation

extension StoreConformanceCase {
    private static let targets: [RevocationTarget] = [
        .role(uniqueID: "AROAEXAMPLE"),
        .subject(nameQualifier: "qualifier", subject: "sub/ject"),
        .subject(nameQualifier: "qualifier/sub", subject: "ject"),
        .session(accessKeyID: "ASIAEXAMPLE"),
        .session(accessKeyID: "AROAEXAMPLE"),
        .sessionName("ject", providerARN: nil),
        .sessionName("ject", providerARN: "qualifier"),
        .attribute(name: "mail", value: "ject", providerARN: nil),
        .attribute(name: "mail", value: "ject", providerARN: "qualifier"),
        .attribute(name: "ject", value: "mail", providerARN: nil),
        .consoleSessions(nameQualifier: "qualifier", subject: "sub/ject", sessionIndex: nil),
        .consoleSessions(
            nameQualifier: "qualifier", subject: "sub/ject", sessionIndex: ClaimMark(attribute: "a", value: "b")),
        .consoleSessions(nameQualifier: "qualifier", subject: "ject", sessionIndex: nil),
    ]

    static let revocation: [StoreConformanceCase] = [
        StoreConformanceCase("a new store revokes nothing") { make in
            let list = try await make().revocations()
            try requireEqual(list.count, 0, "revocations")
        },
        StoreConformanceCase("each kind of target is kept apart") { make in
            for target in targets {
                let store = try await make()
                try await store.revoke(Revocation(target: target, issuedAtOrBefore: Fixture.start))
                let list = try await store.revocations()
                for other in targets {
                    let revoked = list.revokes(other, issued: Timestamp(roundingDown: Fixture.start))
                    try requireEqual(revoked, other == target, "\(other) when \(target) is revoked")
                }
            }
        },
        StoreConformanceCase("issued at the instant is revoked, a millisecond later is not") { make in
            let store = try await make()
            let target = targets[0]
            try await store.revoke(Revocation(target: target, issuedAtOrBefore: Fixture.start))
            let list = try await store.revocations()
            let instant = Timestamp(roundingDown: Fixture.start)
            try require(list.revokes(target, issued: instant), "issued at the instant")
            let later = Timestamp(milliseconds: instant.milliseconds + 1)
            try require(!list.revokes(target, issued: later), "issued later")
        },
        StoreConformanceCase("the latest instant of a target counts") { make in
            let store = try await make()
            let target = targets[1]
            for seconds in [0.0, 60, -60] {
                let instant = Fixture.start.addingTimeInterval(seconds)
                try await store.revoke(Revocation(target: target, issuedAtOrBefore: instant))
            }
            let instant = try await store.revocations().instant(for: target)
            try requireEqual(instant, Timestamp(roundingDown: Fixture.start.addingTimeInterval(60)), "instant")
        },
        StoreConformanceCase("a withdrawn revocation is gone, others stay") { make in
            let store = try await make()
            for target in targets {
                try await store.revoke(Revocation(target: target, issuedAtOrBefore: Fixture.start))
            }
            try await store.withdrawRevocation(of: targets[2])
            try await store.withdrawRevocation(of: .role(uniqueID: "unknown"))
            let list = try await store.revocations()
            try requireEqual(list.count, targets.count - 1, "revocations left")
            try requireEqual(list.instant(for: targets[2]), nil, "withdrawn one")
        },
    ]
}
