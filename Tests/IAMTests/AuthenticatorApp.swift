import Accounts
import Encodings
import Foundation
import Testing

/// A virtual MFA device that was made by the API, and the app that holds its seed.
struct AuthenticatorApp {
    let serialNumber: String
    let passwords: TOTP

    /// Makes a device with root's permission.
    init(_ world: World, _ name: String, _ parameters: [String: String] = [:], in account: Account? = nil) async throws
    {
        let made = try await world.perform(
            "CreateVirtualMFADevice", parameters.merging(["VirtualMFADeviceName": name]) { $1 },
            as: try await world.root(account))
        serialNumber = try #require(made.text("VirtualMFADevice.SerialNumber"))
        let seed = try #require(Data(base64Encoded: made.text("VirtualMFADevice.Base32StringSeed") ?? ""))
        passwords = try #require(TOTP(base32Seed: String(decoding: seed, as: UTF8.self)))
    }

    /// The serial number and two passwords in a row, of which the second is the one of an instant, or some steps later.
    func codes(steps: Int64 = 0, at instant: Date = World.now) -> [String: String] {
        let step = TOTP.step(at: Timestamp(roundingDown: instant)) + steps
        return [
            "SerialNumber": serialNumber, "AuthenticationCode1": passwords.password(step: step - 1),
            "AuthenticationCode2": passwords.password(step: step),
        ]
    }

    /// Enables the device for a user.
    func enable(_ world: World, for user: String) async throws {
        try await world.perform("EnableMFADevice", codes().merging(["UserName": user]) { $1 })
    }
}
