public import Encodings
public import Keys

/// Virtual MFA devices: what their one-time passwords prove.
public enum MFADevices {
    /// Bytes of a seed; 64 characters of base32.
    private static let seedCount = 40
    /// Steps by which the clock of a device may differ without having been synchronised.
    private static let window: Int64 = 1
    /// Steps by which the clock of a device may differ when it is synchronised with two passwords: ten minutes.
    private static let reach: Int64 = 20

    /// Whose device it is.
    public enum Owner: Hashable, Sendable {
        /// The user with this unique id.
        case user(String)
        /// The root of an account.
        case root(AccountID)
    }

    /// A new device and its seed, which is kept nowhere but sealed in the entity.
    public struct Made: Sendable, CustomStringConvertible, CustomReflectable {
        /// The device as a store keeps it; it belongs to nobody.
        public let entity: Entity<MFADeviceRecord>
        /// The seed in base32.
        public let base32Seed: String

        /// The serial number alone.
        public var description: String { "MFADevices.Made(\(entity.uniqueID), seed redacted)" }

        /// The serial number alone: `dump` shows no secret either.
        public var customMirror: Mirror { Mirror(self, children: ["serialNumber": entity.uniqueID]) }
    }

    /// Why a password proves nothing.
    public enum Refusal: Error, Hashable, Sendable {
        /// There is no such device, or it is not enabled for the owner.
        case notAssociated
        /// The password is not the device's, or it was used already.
        case invalidCode
        /// Too many wrong ones came before it; it was not looked at.
        case tooManyAttempts
        /// The seed does not open: the key ring is another one.
        case unreadable
    }

    /// Makes a device with a random seed.
    ///
    /// Its name is unique within its path alone, so that the entity has both as its name.
    ///
    /// Throws `ConfigurationError` when the key ring cannot seal.
    public static func make(
        account: Account, name: String, path: String = "/", tags: [SessionTag] = [], keyRing: KeyRing,
        random: any RandomSource, at instant: Timestamp
    ) throws(ConfigurationError) -> Made {
        let serialNumber = "\(account.arn(.mfaDevice, path: path, name: name))"
        let seed = random.bytes(seedCount)
        let sealed = try keyRing.sealForStorage(
            seed, context: MFADeviceRecord.sealContext(serialNumber), random: random)
        return Made(
            entity: Entity(
                account: account.id, name: path.dropFirst() + name, uniqueID: serialNumber, createDate: instant,
                record: MFADeviceRecord(sealedSeed: sealed, tags: tags)),
            base32Seed: Base32.encode(seed, count: seedCount * 8 / 5, prefix: ""))
    }

    /// Judges a password of a device, within a transaction that has to be committed in any case: it holds that the password was
    /// used up, or that one more was wrong.
    ///
    /// Throws `StoreError` when the store fails.
    ///
    /// - Returns: why the password proves nothing; nil when it proves.
    package static func judge(
        _ serialNumber: String, code: String, by owner: Owner, keyRing: KeyRing, _ writer: any EntityWriter,
        at instant: Timestamp
    ) async throws -> Refusal? {
        let attempts = GuessAttempts(oneTimePasswordsOf: owner)
        guard try await attempts.areLeft(writer, at: instant) else { return .tooManyAttempts }
        do {
            try await use(serialNumber, code: code, by: owner, keyRing: keyRing, writer, at: instant)
        } catch let refusal as Refusal {
            if refusal == .invalidCode { try await attempts.add(writer, at: instant) }
            return refusal
        }
        try await attempts.succeed(writer, at: instant)
        return nil
    }

    /// Uses a password of a device up, within a transaction that has to be committed before anything is given for it.
    ///
    /// Throws `Refusal`, or `StoreError` when the store fails.
    public static func use(
        _ serialNumber: String, code: String, by owner: Owner, keyRing: KeyRing, _ writer: any EntityWriter,
        at instant: Timestamp
    ) async throws {
        guard var device = try await writer.entity(MFADeviceRecord.self, uniqueID: serialNumber),
            isEnabled(device, for: owner)
        else { throw Refusal.notAssociated }
        let now = TOTP.step(at: instant) + (device.record.drift ?? 0)
        let passwords = try passwords(of: device, keyRing)
        guard let step = passwords.step(of: code, in: (now - window)...(now + window)), isNew(step, device.record)
        else { throw Refusal.invalidCode }
        device.record.lastStep = step
        try await writer.update(device)
    }

    /// Takes the clock of a device from two passwords in a row, which are used up.
    ///
    /// Throws `Refusal`.
    public static func synchronize(
        _ device: inout Entity<MFADeviceRecord>, _ first: String, _ second: String, keyRing: KeyRing,
        at instant: Timestamp
    ) throws(Refusal) {
        let now = TOTP.step(at: instant)
        let passwords = try passwords(of: device, keyRing)
        guard let step = passwords.step(of: first, second, in: (now - reach)...(now + reach)),
            isNew(step, device.record)
        else { throw .invalidCode }
        device.record.lastStep = step
        device.record.drift = abs(step - now) <= window ? nil : step - now
    }

    private static func isEnabled(_ device: Entity<MFADeviceRecord>, for owner: Owner) -> Bool {
        guard device.record.enableDate != nil else { return false }
        switch owner {
        case .user(let uniqueID): return device.owner == uniqueID
        case .root(let account): return device.record.isOfRoot && device.account == account
        }
    }

    private static func isNew(_ step: Int64, _ record: MFADeviceRecord) -> Bool {
        record.lastStep.map { step > $0 } ?? true
    }

    private static func passwords(of device: Entity<MFADeviceRecord>, _ keyRing: KeyRing) throws(Refusal) -> TOTP {
        guard
            let seed = keyRing.openFromStorage(
                device.record.sealedSeed, context: MFADeviceRecord.sealContext(device.uniqueID))
        else { throw .unreadable }
        return TOTP(seed: seed)
    }
}
