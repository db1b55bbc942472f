import Accounts
import Audit
import CoreMetrics

/// The sign-ins through one provider, or of one account where no provider is known.
struct SignInCounters: Sendable {
    /// What a sign-in is.
    enum Event: String, CaseIterable {
        case saml = "AssumeRoleWithSAML"
        case webIdentity = "AssumeRoleWithWebIdentity"
        case console = "ConsoleLogin"
    }

    /// How it ended.
    enum Outcome: String, CaseIterable {
        case success
        case refused
        /// The broker could not decide.
        case unavailable
    }

    /// One for each event and outcome.
    private let counters: [Counter]

    init(account: String, provider: String, _ factory: any MetricsFactory) {
        counters = Event.allCases.flatMap { event in
            Outcome.allCases.map { outcome in
                Counter(
                    label: MetricName.signIns,
                    dimensions: [
                        ("event", event.rawValue), ("outcome", outcome.rawValue), ("account", account),
                        ("provider", provider),
                    ], factory: factory)
            }
        }
    }

    func count(_ event: Event, _ outcome: Outcome) {
        guard let row = Event.allCases.firstIndex(of: event), let column = Outcome.allCases.firstIndex(of: outcome)
        else {
            return
        }
        counters[row * Outcome.allCases.count + column].increment()
    }
}

extension AuditEvent {
    /// How ended what this is the record of.
    var outcome: SignInCounters.Outcome {
        if errorCode == "ServiceUnavailable" { return .unavailable }
        return errorCode == nil && errorMessage == nil ? .success : .refused
    }
}
