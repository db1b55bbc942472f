package import Accounts
import Crypto
import CryptoExtras
package import Encodings
import Foundation
package import Keys

/// Passwords of users: kept as hashes, which are sealed.
///
/// What hashes takes a processor for a while, on purpose: it belongs on a thread where nobody else waits (`LongWork`).
package enum Passwords {
    private static let saltCount = 16
    private static let hashCount = 32

    /// Why a password is not taken.
    package enum Refusal: Error, Hashable, Sendable {
        /// It is not as the account wants it, in AWS's words.
        case violation(String)
        /// It is not the user's.
        case wrong
        /// A hash can't be made, sealed or opened: the key ring may be another one.
        case unreadable
    }

    /// Whether a password is the one of a profile.
    ///
    /// Throws `Refusal.wrong` when it is not.
    package static func check(
        _ password: String, is profile: LoginProfileRecord, of userID: String, keyRing: KeyRing
    ) throws(Refusal) {
        let hash = try hash(password, profile.salt, profile.cost)
        guard let current = try opened(profile.sealedHashes.prefix(1), userID, keyRing).first,
            ConstantTime.areEqual(hash, current)
        else { throw .wrong }
    }

    /// The profile with a new password.
    ///
    /// - Parameter old: the profile that it takes the place of.
    ///
    /// Throws `Refusal.violation` for a password that breaks the rules.
    package static func profile(
        _ password: String, after old: LoginProfileRecord?, of userID: String, rules: PasswordRules,
        cost: LoginProfileRecord.Cost, isResetRequired: Bool, keyRing: KeyRing, random: any RandomSource,
        at instant: Timestamp
    ) throws(Refusal) -> LoginProfileRecord {
        if let violation = rules.violation(of: password) { throw .violation(violation) }
        let salt = old?.salt ?? random.bytes(saltCount)
        let cost = old?.cost ?? cost
        let hash = try hash(password, salt, cost)
        let former = old?.sealedHashes ?? []
        let used = try opened(former.prefix(rules.reusePrevention), userID, keyRing)
        guard !used.contains(where: { ConstantTime.areEqual($0, hash) }) else {
            throw .violation("Policy constraint violation with password reuse prevention during password change")
        }
        let sealed: [UInt8]
        do {
            sealed = try keyRing.sealForStorage(hash, context: LoginProfileRecord.sealContext(userID), random: random)
        } catch {
            throw .unreadable
        }
        return LoginProfileRecord(
            cost: cost, salt: salt,
            sealedHashes: [sealed] + former.prefix(LoginProfileRecord.maximumHashes - 1), passwordDate: instant,
            isResetRequired: isResetRequired)
    }

    private static func opened(
        _ sealed: ArraySlice<[UInt8]>, _ userID: String, _ keyRing: KeyRing
    ) throws(Refusal) -> [[UInt8]] {
        var hashes: [[UInt8]] = []
        for one in sealed {
            guard let hash = keyRing.openFromStorage(one, context: LoginProfileRecord.sealContext(userID)) else {
                throw .unreadable
            }
            hashes.append(hash)
        }
        return hashes
    }

    private static func hash(
        _ password: String, _ salt: [UInt8], _ cost: LoginProfileRecord.Cost
    ) throws(Refusal) -> [UInt8] {
        // The library would trap on either.
        guard !password.isEmpty, !salt.isEmpty else { throw .wrong }
        do {
            let key = try KDF.Scrypt.deriveKey(
                from: Array(password.utf8), salt: salt, outputByteCount: hashCount, rounds: cost.rounds,
                blockSize: cost.blockSize, parallelism: cost.parallelism)
            return key.withUnsafeBytes { Array($0) }
        } catch {
            throw .unreadable
        }
    }
}
