import Encodings
package import Foundation
import Keys
package import NIOSSL
import SAML2

/// Certificate and key that the server proves itself with: read, and found to belong together.
package struct TLSIdentity: Sendable {
    /// What connections are made with.
    package let context: NIOSSLContext
    /// Whose certificate it is, and until when it is good: for the log.
    package let summary: String
    /// Until when the certificate is good.
    package let end: Date

    /// Forward secrecy and authenticated encryption alone; TLS 1.3 has no others.
    private static let cipherSuites: [NIOTLSCipher] = [
        .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ]
    /// Bytes of a file at most.
    private static let limit = 1_000_000

    /// Reads the files that a configuration names; nil when it names none.
    ///
    /// Throws `BrokerConfigurationError` with the key of what is wrong.
    package init?(_ configuration: BrokerConfiguration) throws(BrokerConfigurationError) {
        guard let tls = configuration.listen.tls else { return nil }
        let certificates = try Self.certificates(tls.certificateChain, configuration)
        let key = try Self.key(tls.privateKey, configuration)
        var settings = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key))
        settings.minimumTLSVersion = .tlsv12
        settings.cipherSuiteValues = Self.cipherSuites
        do {
            context = try NIOSSLContext(configuration: settings)
        } catch {
            throw configuration.error(
                "listen.tls",
                "\(tls.privateKey) is not the key of the first certificate in \(tls.certificateChain): \(error)")
        }
        summary = certificates.first.map(Self.summary) ?? ""
        end = certificates.first.map(Self.end(of:)) ?? .distantPast
    }

    private static func certificates(
        _ path: String, _ configuration: BrokerConfiguration
    ) throws(BrokerConfigurationError) -> [NIOSSLCertificate] {
        let key = "listen.tls.certificateChain"
        guard let data = FileManager.default.contents(atPath: path), data.count <= limit else {
            throw configuration.error(key, "can't read the file \(path)")
        }
        configuration.files.note(Array(data), of: path)
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try NIOSSLCertificate.fromPEMBytes(Array(data))
        } catch {
            throw configuration.error(key, "\(path) can't be read as PEM: \(error)")
        }
        guard !certificates.isEmpty else { throw configuration.error(key, "\(path) holds no certificate in PEM") }
        return certificates
    }

    private static func key(
        _ path: String, _ configuration: BrokerConfiguration
    ) throws(BrokerConfigurationError) -> NIOSSLPrivateKey {
        do {
            var bytes = try SecretFileReader(groupReads: configuration.groupReadableKeys).read(path, limit: limit)
            defer { bytes.withUnsafeMutableBytes { Zeroing.zero($0) } }
            configuration.files.note(bytes, of: path)
            return try NIOSSLPrivateKey(bytes: bytes, format: .pem)
        } catch let error as ConfigurationError {
            throw configuration.error("listen.tls.privateKey", error.description)
        } catch {
            throw configuration.error("listen.tls.privateKey", "\(path) can't be read as PEM: \(error)")
        }
    }

    /// Like `certificate of CN=broker.example.com until 2026-12-31T00:00:00Z`.
    private static func summary(_ certificate: NIOSSLCertificate) -> String {
        "certificate of \(name(in: certificate.description)) until \(SAMLInstant.format(end(of: certificate)))"
    }

    private static func end(of certificate: NIOSSLCertificate) -> Date {
        Date(timeIntervalSince1970: Double(certificate.notValidAfter))
    }

    /// The names as NIOSSL describes a certificate, `<NIOSSLCertificate;serial_number=1f;common_name=a;alternative_names=b,c>`:
    /// there is no other way to the common name.
    private static func name(in description: String) -> String {
        let parts = description.dropLast().split(separator: ";").dropFirst(2)
        let names = parts.map { $0.replacing("common_name=", with: "CN=").replacing("alternative_names=", with: "") }
        return names.isEmpty ? "nobody" : names.joined(separator: ", ").printable(limit: 300)
    }
}
