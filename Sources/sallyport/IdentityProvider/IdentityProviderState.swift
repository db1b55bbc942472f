import FederationTesting
import Foundation

/// The folder in which the development identity provider keeps its signing key.
struct IdentityProviderState {
    let directory: String

    /// The provider with the key of the folder; a new key the first time.
    func provider(entityID: String, singleSignOnURL: String, at instant: Date) throws -> TestIdentityProvider {
        let file = URL(fileURLWithPath: directory).appendingPathComponent("idp-key.pem").path
        do {
            if let pem = FileManager.default.contents(atPath: file) {
                return try TestIdentityProvider(
                    entityID: entityID, singleSignOnURL: singleSignOnURL, privateKeyPEM: Array(pem), at: instant)
            }
            let provider = try TestIdentityProvider(entityID: entityID, singleSignOnURL: singleSignOnURL, at: instant)
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let isMade = FileManager.default.createFile(
                atPath: file, contents: Data(try provider.privateKeyPEM()), attributes: [.posixPermissions: 0o600])
            guard isMade else { throw Terminal.fail("\(file): can't be written") }
            return provider
        } catch let error as TestIdentityProviderError {
            throw Terminal.fail("\(file): \(error)")
        }
    }
}
