import Accounts
import Encodings
import Keys
import Logging
import SallyportConfiguration
import UnixSignals

/// Says in the log and in the audit that the server runs, and that it has ended.
struct Announcement: Sendable {
    let configuration: BrokerConfiguration
    let keyRing: KeyRing
    /// Whose certificate it has; nil without TLS.
    let certificate: String?
    let recorder: ActRecorder
    let logger: Logger

    /// What runs here.
    private var details: [String: String] {
        [
            "audit": configuration.audit.file ?? "standard output",
            "certificate": certificate ?? "none: plain HTTP", "configuration": configuration.file,
            "keyRing": keyRing.summary, "providers": "\(configuration.directory.providers.count)",
            "roles": "\(configuration.directory.roles.count)", "store": "\(configuration.store)",
            "version": Version.text,
        ]
    }

    /// It is about to listen.
    func starting() {
        logger.info("starting", metadata: details.mapValues { "\($0)" })
        configuration.warnOfFindings(logger)
        guard !configuration.isPublicURLSecure else { return }
        logger.warning(
            "cookies are neither Secure nor bound to this host: users come by http",
            metadata: ["publicURL": "\(configuration.publicURL)"])
    }

    /// It listens.
    func started(at address: String) async {
        let details = details.sorted { $0.key < $1.key }.map { JSONMember($0.key, $0.value.cut(to: 1_024)) }
        await recorder.record("StartBroker", [JSONMember("listen", address)] + details, configuration.partition)
        logger.info(
            "listening",
            metadata: [
                "address": "\(address)", "publicURL": "\(configuration.publicURL)",
                "tls": "\(configuration.listen.tls != nil)",
            ])
    }

    /// It has answered its last request.
    func stopped(by cause: Ending<UnixSignalsSequence>.Cause) async {
        let signal = cause.signal ?? "none"
        let seconds = cause.duration.map { "\(($0 / .milliseconds(100)).rounded() / 10) s" } ?? "-"
        logger.notice("stopped", metadata: ["signal": "\(signal)", "after": "\(seconds)"])
        await recorder.record("StopBroker", [JSONMember("signal", signal)], configuration.partition)
    }
}
