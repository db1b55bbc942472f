import NIOSSL

/// The files of certificate and key that the server proves itself with.
struct TLSFiles {
    private let tls: ServerConfiguration.Listen.TLS
    private let source: String

    init(_ tls: ServerConfiguration.Listen.TLS, of configuration: ServerConfiguration) {
        self.tls = tls
        source = configuration.file
    }

    /// TLS 1.2 at least, with what the files hold.
    ///
    /// Throws `ServerConfigurationError` with the file that can't be read.
    func configuration() throws(ServerConfigurationError) -> TLSConfiguration {
        let certificates = try loading("listen.tls.certificateChain", "\(tls.certificateChain) can't be read as PEM") {
            try NIOSSLCertificate.fromPEMFile(tls.certificateChain)
        }
        let key = try loading("listen.tls.privateKey", "\(tls.privateKey) can't be read as PEM") {
            try NIOSSLPrivateKey(file: tls.privateKey, format: .pem)
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        return configuration
    }

    /// Carries `body` out; throws `ServerConfigurationError` for the key of the configuration, with what went wrong.
    func loading<Value>(
        _ key: String, _ what: String, _ body: () throws -> Value
    ) throws(ServerConfigurationError) -> Value {
        do {
            return try body()
        } catch {
            throw ServerConfigurationError(source: source, key: key, reason: "\(what): \(error)")
        }
    }
}
