import Crypto
import Encodings
import Foundation
import Keys

/// Where sign-ins are kept: `~/.aws/sso/cache`, a file for each name of a session, for its owner alone.
struct SignInCache: Sendable {
    /// The file of a session.
    let file: String
    private let folder: String

    /// - Parameters:
    ///   - session: name of the session, as in `[sso-session NAME]` of a profile.
    ///   - home: the user's home directory.
    init(session: String, home: String = Self.home) {
        folder = home + "/.aws/sso/cache"
        // The name that the AWS CLI gives it; nothing depends on the strength of the digest.
        let name = Hexadecimal.text(Insecure.SHA1.hash(data: Data(session.utf8)))
        file = "\(folder)/\(name).json"
    }

    /// `HOME`, or what the system says.
    static var home: String { ProcessInfo.processInfo.environment["HOME"] ?? NSHomeDirectory() }

    /// What is kept; nil when there is nothing that can be read.
    func load() -> CachedSignIn? {
        FileManager.default.contents(atPath: file).flatMap { try? JSONDecoder().decode(CachedSignIn.self, from: $0) }
    }

    /// Keeps a sign-in, in the place of another.
    func save(_ signIn: CachedSignIn) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try OwnFile.replace(file, with: Array(try encoder.encode(signIn)))
    }

    /// Forgets it; does nothing when there is none.
    func remove() { try? FileManager.default.removeItem(atPath: file) }
}
