package import DevelopmentIdentityProvider
package import Foundation

/// The folder in which the development identity provider keeps its signing key.
package struct IdentityProviderState {
    private let directory: String

    /// The folder by its path; it is made together with the key.
    package init(directory: String) { self.directory = directory }

    /// The provider with the key of the folder; a new key the first time.
    ///
    /// - Throws: `IdentityProviderStateError`, or Foundation's error when the folder can't be made.
    package func provider(entityID: String, singleSignOnURL: String, at instant: Date) throws -> TestIdentityProvider {
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
            guard isMade else { throw IdentityProviderStateError(description: "\(file): can't be written") }
            return provider
        } catch let error as TestIdentityProviderError {
            throw IdentityProviderStateError(description: "\(file): \(error)")
        }
    }
}

/// Why there is no signing key.
package struct IdentityProviderStateError: Error, CustomStringConvertible {
    /// The file, and what is wrong with it.
    package let description: String
}
