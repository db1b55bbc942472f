import Accounts
import Encodings
import Foundation
import Keys
import STS
import Sessions
import Testing

@Suite struct TOTPTests {
    /// RFC 6238, appendix B, in six digits.
    @Test(
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)])
    func givesThePasswordsOfTheStandard(seconds: Int64, password: String) {
        let passwords = TOTP(seed: Array("12345678901234567890".utf8))
        #expect(passwords.password(step: TOTP.step(at: Timestamp(milliseconds: seconds * 1_000))) == password)
    }

    /// RFC 4226, appendix D.
    @Test func givesThePasswordsOfCounters() {
        let passwords = TOTP(seed: Array("12345678901234567890".utf8))
        #expect(
            (0...9).map { passwords.password(step: $0) } == [
                "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
            ])
    }

    @Test func countsStepsOfThirtySeconds() {
        #expect(TOTP.step(at: Timestamp(milliseconds: 29_999)) == 0)
        #expect(TOTP.step(at: Timestamp(milliseconds: 30_000)) == 1)
        #expect(TOTP.step(at: Timestamp(milliseconds: -1)) == -1)
        #expect(TOTP.step(at: Timestamp(milliseconds: -30_000)) == -1)
    }

    @Test func readsSeedsInBase32AndShowsNone() throws {
        let passwords = try #require(TOTP(base32Seed: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"))
        #expect(passwords.password(step: 1) == "287082")
        #expect(TOTP(base32Seed: "GEZD1") == nil)
        var dumped = ""
        dump(passwords, to: &dumped)
        #expect(dumped == "- TOTP(seed redacted)\n")
    }
}

@Suite struct MFADeviceTests {
    private static let now = Timestamp(roundingDown: World.now)
    private static let user = MFADevices.Owner.user("AIDAUSER")

    /// A store with a user and a device that is enabled for him.
    private struct Site {
        let store = InMemoryFederationStore()
        let ring = KeyRing(generatedAt: World.now)
        let made: MFADevices.Made
        let passwords: TOTP
        var serialNumber: String { made.entity.uniqueID }

        init(change: (inout Entity<MFADeviceRecord>) -> Void = { _ in }) async throws {
            let account = try World.account()
            made = try MFADevices.make(
                account: account, name: "phone", path: "/staff/", keyRing: ring, random: SystemRandomSource(), at: now)
            passwords = try #require(TOTP(base32Seed: made.base32Seed))
            var device = made.entity
            device.owner = "AIDAUSER"
            device.record.enableDate = now
            change(&device)
            let enabled = device
            try await store.writeEntities { writer in
                for (name, id) in [("alice", "AIDAUSER"), ("bob", "AIDAOTHER")] {
                    try await writer.insert(
                        Entity(
                            account: account.id, name: name, uniqueID: id, createDate: now, record: UserRecord()))
                }
                try await writer.insert(enabled)
            }
        }

        func password(_ offset: Int64 = 0, at instant: Timestamp = now) -> String {
            passwords.password(step: TOTP.step(at: instant) + offset)
        }

        /// nil when the password was used.
        func refusal(
            _ code: String, by owner: MFADevices.Owner = user, serialNumber: String? = nil, ring: KeyRing? = nil,
            at instant: Timestamp = now
        ) async throws -> MFADevices.Refusal? {
            let (serialNumber, ring) = (serialNumber ?? self.serialNumber, ring ?? self.ring)
            do {
                try await store.writeEntities { writer in
                    try await MFADevices.use(serialNumber, code: code, by: owner, keyRing: ring, writer, at: instant)
                }
            } catch let refusal as MFADevices.Refusal {
                return refusal
            }
            return nil
        }
    }

    @Test func seedsAreLongAndSealed() async throws {
        let site = try await Site()
        #expect(site.serialNumber == "arn:aws:iam::123456789012:mfa/staff/phone")
        #expect(site.made.base32Seed.utf8.count == 64)
        #expect(!String(describing: site.made).contains(site.made.base32Seed))
    }

    @Test(arguments: [-1, 0, 1] as [Int64]) func passwordsAroundNowHold(offset: Int64) async throws {
        let site = try await Site()
        #expect(try await site.refusal(site.password(offset)) == nil)
    }

    @Test(arguments: [-2, 2] as [Int64]) func othersDoNot(offset: Int64) async throws {
        let site = try await Site()
        #expect(try await site.refusal(site.password(offset)) == .invalidCode)
    }

    @Test(arguments: ["", "12345", "1234567", "０１２３４５"]) func textsThatAreNoPasswordsDoNotHold(text: String)
        async throws
    {
        let site = try await Site()
        #expect(try await site.refusal(text) == .invalidCode)
    }

    @Test func passwordsWorkOnceAndInOrder() async throws {
        let site = try await Site()
        #expect(try await site.refusal(site.password()) == nil)
        #expect(try await site.refusal(site.password()) == .invalidCode)
        #expect(try await site.refusal(site.password(-1)) == .invalidCode)
        #expect(try await site.refusal(site.password(1)) == nil)
    }

    @Test func aWrongPasswordUsesNothingUp() async throws {
        let site = try await Site()
        let wrong = site.password() == "000000" ? "000001" : "000000"
        #expect(try await site.refusal(wrong) == .invalidCode)
        #expect(try await site.refusal(site.password()) == nil)
    }

    @Test func onlyTheOwnDeviceCounts() async throws {
        let site = try await Site()
        let account = try World.account().id
        #expect(try await site.refusal(site.password(), by: .user("AIDAOTHER")) == .notAssociated)
        #expect(try await site.refusal(site.password(), by: .root(account)) == .notAssociated)
        #expect(try await site.refusal(site.password(), serialNumber: site.serialNumber + "2") == .notAssociated)
        #expect(try await site.refusal(site.password(), serialNumber: "AIDAUSER") == .notAssociated)
    }

    @Test func devicesThatAreNotEnabledDoNotCount() async throws {
        let site = try await Site { $0.record.enableDate = nil }
        #expect(try await site.refusal(site.password()) == .notAssociated)
    }

    @Test func rootHasItsOwn() async throws {
        let site = try await Site {
            $0.owner = nil
            $0.record.isOfRoot = true
        }
        let other = try World.account("210987654321").id
        #expect(try await site.refusal(site.password(), by: .root(other)) == .notAssociated)
        #expect(try await site.refusal(site.password(), by: .root(try World.account().id)) == nil)
    }

    @Test func anotherKeyRingOpensNoSeed() async throws {
        let site = try await Site()
        let ring = KeyRing(generatedAt: World.now)
        #expect(try await site.refusal(site.password(), ring: ring) == .unreadable)
    }

    @Test func twoPasswordsInARowTellTheClock() async throws {
        let site = try await Site()
        for offset in [-20, -5, 0, 1, 20] as [Int64] {
            var device = site.made.entity
            let (first, second) = (site.password(offset - 1), site.password(offset))
            try MFADevices.synchronize(&device, first, second, keyRing: site.ring, at: Self.now)
            #expect(device.record.drift == (abs(offset) <= 1 ? nil : offset))
            #expect(device.record.lastStep == TOTP.step(at: Self.now) + offset)
        }
    }

    @Test func otherPairsTellNothing() async throws {
        let site = try await Site()
        let pairs: [(Int64, Int64)] = [(0, -1), (0, 0), (-2, 0), (20, 21), (-22, -21)]
        for (first, second) in pairs {
            var device = site.made.entity
            #expect(throws: MFADevices.Refusal.invalidCode) {
                try MFADevices.synchronize(
                    &device, site.password(first), site.password(second), keyRing: site.ring, at: Self.now)
            }
            #expect(device == site.made.entity)
        }
    }

    @Test func usedPairsTellNothing() async throws {
        let site = try await Site()
        var device = site.made.entity
        try MFADevices.synchronize(&device, site.password(-1), site.password(), keyRing: site.ring, at: Self.now)
        #expect(throws: MFADevices.Refusal.invalidCode) {
            try MFADevices.synchronize(&device, site.password(-1), site.password(), keyRing: site.ring, at: Self.now)
        }
    }

    @Test func aDeviceWithAClockOfItsOwnIsRead() async throws {
        let site = try await Site { $0.record.drift = 5 }
        #expect(try await site.refusal(site.password()) == .invalidCode)
        #expect(try await site.refusal(site.password(6)) == nil)
    }
}

@Suite struct MFAUseTests {
    private static let now = Timestamp(roundingDown: World.now)

    /// A service with a user who has a key and a device.
    private struct Site {
        let broker: Broker
        let caller: Caller
        let serialNumber: String
        let passwords: TOTP

        init() async throws {
            broker = try Broker()
            let (account, random) = (try World.account(), SystemRandomSource())
            let key = try AccessKeys.make(
                account: account.id, owner: "AIDAUSER", keyRing: broker.ring, random: random, at: now)
            let made = try MFADevices.make(
                account: account, name: "phone", keyRing: broker.ring, random: random, at: now)
            serialNumber = made.entity.uniqueID
            passwords = try #require(TOTP(base32Seed: made.base32Seed))
            var device = made.entity
            device.owner = "AIDAUSER"
            device.record.enableDate = now
            let enabled = device
            try await broker.store.writeEntities { writer in
                try await writer.insert(
                    Entity(
                        account: account.id, name: "alice", uniqueID: "AIDAUSER", createDate: now, record: UserRecord())
                )
                try await writer.insert(key.entity)
                try await writer.insert(enabled)
            }
            caller = try await broker.service.authenticate(
                accessKeyID: key.entity.uniqueID, sessionToken: nil, at: World.now
            ).caller
        }

        func wrong(_ instant: Timestamp) -> String {
            let step = TOTP.step(at: instant)
            let right = (-1...1).map { passwords.password(step: step + $0) }
            return ["000000", "000001", "000002", "000003"].first { !right.contains($0) } ?? ""
        }

        /// nil when the password was used.
        func refusal(_ code: String, serialNumber: String? = nil, at instant: Timestamp) async -> STSError? {
            do throws(STSError) {
                try await broker.service.useMFA(
                    serialNumber: serialNumber ?? self.serialNumber, code: code, by: caller, at: instant)
            } catch {
                return error
            }
            return nil
        }

        func right(_ instant: Timestamp) -> String { passwords.password(step: TOTP.step(at: instant)) }
    }

    @Test func saysWhatAWSSays() async throws {
        let site = try await Site()
        let wrong = await site.refusal(site.wrong(Self.now), at: Self.now)
        #expect(wrong?.code == .accessDenied)
        #expect(wrong?.message == "MultiFactorAuthentication failed with invalid MFA one time pass code.")
        let unknown = await site.refusal(
            site.right(Self.now), serialNumber: "arn:aws:iam::123456789012:mfa/other", at: Self.now)
        #expect(unknown?.code == .accessDenied)
        #expect(
            unknown?.message
                == "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number "
                + "is valid and associated with this user.")
        #expect(await site.refusal(site.right(Self.now), at: Self.now) == nil)
        #expect(await site.refusal(site.right(Self.now), at: Self.now)?.message == wrong?.message)
    }

    @Test func wrongPasswordsMakeTheNextWait() async throws {
        let site = try await Site()
        for _ in 1...5 {
            let message = await site.refusal(site.wrong(Self.now), at: Self.now)?.message
            #expect(message?.hasSuffix("pass code.") == true)
        }
        let early = Self.now.advanced(bySeconds: 59)
        #expect(await site.refusal(site.right(early), at: early)?.message.hasSuffix("please wait.") == true)
        let later = Self.now.advanced(bySeconds: 60)
        #expect(await site.refusal(site.wrong(later), at: later)?.message.hasSuffix("pass code.") == true)
        let doubled = later.advanced(bySeconds: 119)
        #expect(await site.refusal(site.right(doubled), at: doubled)?.message.hasSuffix("please wait.") == true)
        let end = later.advanced(bySeconds: 120)
        #expect(await site.refusal(site.right(end), at: end) == nil)
        #expect(await site.refusal(site.wrong(end), at: end)?.message.hasSuffix("pass code.") == true)
    }

    @Test func theWaitEndsAfterAnHourHoweverManyWereWrong() async throws {
        let site = try await Site()
        var instant = Self.now
        for _ in 1...80 {
            #expect(await site.refusal(site.wrong(instant), at: instant)?.message.hasSuffix("pass code.") == true)
            instant = instant.advanced(bySeconds: 3_600)
        }
        #expect(await site.refusal(site.right(instant), at: instant) == nil)
    }

    /// Another broker, or the same one with a changed configuration.
    @Test func whoeverHasTheSameStoreGoesOnCounting() async throws {
        let site = try await Site()
        func message(_ code: String) async throws -> String? {
            let service = SecurityTokenService(
                directory: try World.directory(), keyRing: site.broker.ring, store: site.broker.store,
                audit: site.broker.sink)
            do throws(STSError) {
                try await service.useMFA(serialNumber: site.serialNumber, code: code, by: site.caller, at: Self.now)
            } catch {
                return error.message
            }
            return nil
        }
        for _ in 1...4 { #expect(try await message(site.wrong(Self.now))?.hasSuffix("pass code.") == true) }
        #expect(await site.refusal(site.wrong(Self.now), at: Self.now)?.message.hasSuffix("pass code.") == true)
        #expect(try await message(site.right(Self.now))?.hasSuffix("please wait.") == true)
    }

    @Test func anotherDeviceIsNoMoreAttemptsAndAnUnknownOneNone() async throws {
        let site = try await Site()
        for _ in 1...9 {
            let unknown = await site.refusal(
                site.right(Self.now), serialNumber: "arn:aws:iam::123456789012:mfa/other", at: Self.now)
            #expect(unknown?.message.hasSuffix("associated with this user.") == true)
        }
        #expect(await site.refusal(site.right(Self.now), at: Self.now) == nil)
    }

    @Test func aClockThatIsSetBackMakesTheWaitNoShorter() async throws {
        let site = try await Site()
        for _ in 1...5 { _ = await site.refusal(site.wrong(Self.now), at: Self.now) }
        for instant in [-3_600, 59].map({ Self.now.advanced(bySeconds: $0) }) {
            #expect(
                await site.refusal(site.right(instant), at: instant)?.message.hasSuffix("please wait.") == true)
        }
        // What was counted so far ahead is of another time.
        let past = Self.now.advanced(bySeconds: -86_400)
        #expect(await site.refusal(site.right(past), at: past) == nil)
    }

    @Test func sessionsOfRolesHaveNoDevice() async throws {
        let site = try await Site()
        let credentials = try await site.broker.assume().credentials
        let caller = try await site.broker.service.authenticate(
            accessKeyID: credentials.accessKeyID, sessionToken: credentials.sessionToken, at: World.now
        ).caller
        await #expect(throws: STSError.self) {
            try await site.broker.service.useMFA(
                serialNumber: site.serialNumber, code: site.right(Self.now), by: caller, at: Self.now)
        }
    }
}
