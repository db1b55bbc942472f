package import Accounts
import Encodings

/// The address that puts the seed of a virtual MFA device into an app: `otpauth://totp/…`, as its QR code holds it.
package struct OneTimePasswordAddress {
    private static let issuer = "Amazon%20Web%20Services"
    let text: String

    /// Makes the address of a device with this name.
    package init(name: String, account: AccountID, base32Seed: String) {
        let label = "\(Self.issuer):\(PercentEncoding.encode(name))@\(account)"
        text = "otpauth://totp/\(label)?secret=\(base32Seed)&issuer=\(Self.issuer)"
    }

    /// The image of the QR code; nil when the address is too long for one.
    package var qrCodePNG: [UInt8]? { QRCode(Array(text.utf8)).map { PNGImage(code: $0).bytes } }
}
