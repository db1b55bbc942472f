import Accounts
import FederationTesting
import Foundation
import SAML2

@testable import SallyportConfiguration

extension FuzzTarget {
    private static let small = """
        publicURL: https://broker.example.com
        keyRing: keyring.json
        store: memory
        accounts:
          - id: "123456789012"
            alias: example
            providers:
              - { name: corp, metadata: corp.xml, assertionEncryption: Allowed, decryptionKeys: [sp-key.pem] }
            roles:
              - { name: Reader, path: /teams/, maxSessionDuration: 7200, trustPolicy: trust.json }

        """
    private static let large = """
        publicURL: http://127.0.0.1:8080/
        entityID: &id urn:example:broker
        partition: aws-cn
        metadataSigningKey: sp-key.pem
        keyRing: /nowhere/keyring.json
        dataDirectory: data
        dataSynchronous: normal
        listen: { host: 127.0.0.1, port: 8080, tls: { certificateChain: a.pem, privateKey: sp-key.pem } }
        endpoints:
          acceptRecipients: [https://other.example.com/saml]
          acceptAudiences: [*id, 'urn:x']
          destinations: ["https://console.example.com:8443"]
          trustedProxies: [10.0.0.5, "::1"]
        validation: { clockSkew: 30, inResponseTo: unchecked, metadataRefreshMinutes: 0 }
        limits: { maxBodyBytes: 65536, maxMetadataBodyBytes: 1048576, connectionsPerAddress: 64 }
        sessions: { signinTokensWorkOnce: true }
        audit: { file: audit.jsonl, synchronous: yes, maxFileBytes: 1048576, keepFiles: 3 }
        accounts:
          - id: "123456789012"
            roles:
              - name: Admin
                trustPolicy: {"Version": "2012-10-17", "Statement": []}

        """

    /// The configuration: read as a whole, or refused with the place.
    ///
    /// Nothing is asked of the network.
    static let configuration = FuzzTarget(name: "configuration", dictionary: "configuration") {
        [Array(small.utf8), Array(large.utf8)]
    } prepare: {
        let folder = FileManager.default.temporaryDirectory.appending(component: "sallyport-fuzz-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let files = [
            "corp.xml": try World.identityProvider().metadata(), "trust.json": PolicySeeds.all[0],
            "sp-key.pem": KnownKeys.rsa,
        ]
        for (name, text) in files { try Data(text.utf8).write(to: folder.appending(component: name)) }
        let file = folder.appending(component: "sallyport.yaml").path
        let reader = ConfigurationReader()
        return { bytes in
            guard let text = String(validating: bytes, as: UTF8.self),
                let node = try? ConfigurationNode(parsing: text, source: file)
            else { return }
            if let accounts = node.optional("accounts") {
                let draft = try? AccountsReader(
                    partition: .aws, publicURL: "https://broker.example.org", instant: World.instant,
                    groupReadsKeys: false, organization: Organization()
                ).read(accounts)
                guard draft?.urls.isEmpty != false else { return }
            }
            waiting {
                do {
                    let read = try await reader.read(text: text, file: file, for: .start, at: World.instant)
                    hold(!read.publicURL.isEmpty && !read.keyRingFile.isEmpty, "a configuration without its parts")
                } catch {
                    hold("\(error)".contains(file), "an error without its place")
                }
            }
        }
    }
}
