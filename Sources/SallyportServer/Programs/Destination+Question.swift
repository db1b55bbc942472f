import IdentityCenter
import ServerHTTP

extension Destination {
    /// The URL when it is that of a page of ours on which somebody answers a program, which takes no role; else nil.
    static func question(_ text: String, publicURL: String) -> String? {
        let isOfUs = [IdentityCenter.devicePath, IdentityCenter.authorizePath, IdentityCenter.loginPath].contains {
            path in
            text == "\(publicURL)/\(path)" || text.hasPrefix("\(publicURL)/\(path)?")
        }
        return isOfUs && text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) ? text : nil
    }
}
