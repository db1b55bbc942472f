import Crypto
package import Encodings
import Foundation
package import Keys

/// Registers programs, and knows them again.
///
/// Nothing is kept of them: a registration is the client's id, sealed, so that there is nothing that strangers could fill.
package struct ClientRegistrations: Sendable {
    private static let context = "client registration"
    /// Bytes of an id at most.
    private static let longest = 2_048

    private let keyRing: KeyRing
    private let random: any RandomSource

    package init(keyRing: KeyRing, random: any RandomSource) {
        self.keyRing = keyRing
        self.random = random
    }

    /// A program that is known again.
    package struct Client: Sendable {
        /// What it has said of itself.
        package let registration: ClientRegistration
        /// A digest of its id, by which what it has is told from what others have.
        let digest: String
    }

    /// Id and secret of a registration.
    ///
    /// Throws `internalServer` when nothing can be sealed.
    func register(_ registration: ClientRegistration) throws(ServiceFault) -> (id: String, secret: String) {
        let id = Base64.url.encode(try seal(registration.message, context: Self.context, random: random))
        return (id, Base64.url.encode(try seal([], context: Self.secretContext(id), random: random)))
    }

    private func seal(
        _ message: [UInt8], context: String, random: any RandomSource
    ) throws(ServiceFault) -> [UInt8] {
        do {
            return try keyRing.sealForStorage(message, context: context, random: random)
        } catch {
            throw .internalServer(cause: "sealing a registration: \(error)")
        }
    }

    /// The program with this id; nil for one that was not registered here, or whose time is over.
    package func client(id: String, at now: Timestamp) -> Client? {
        guard id.utf8.count <= Self.longest, let sealed = Base64.url.decode(id),
            let message = keyRing.openFromStorage(sealed, context: Self.context),
            let registration = try? ClientRegistration(message: message), now < registration.expiresAt
        else { return nil }
        return Client(registration: registration, digest: Hexadecimal.text(SHA256.hash(data: Data(id.utf8))))
    }

    /// The same for a program that proves that the id is its own, by its secret.
    ///
    /// Throws `invalidClient`.
    func client(of body: RequestBody, at now: Timestamp) throws(ServiceFault) -> Client {
        let id = try body.required("clientId", limit: Self.longest)
        let secret = try body.required("clientSecret", limit: Self.longest)
        guard let client = client(id: id, at: now), let sealed = Base64.url.decode(secret),
            keyRing.openFromStorage(sealed, context: Self.secretContext(id)) != nil
        else { throw .invalidClient }
        return client
    }

    private static func secretContext(_ id: String) -> String { "secret of client \(id)" }
}
