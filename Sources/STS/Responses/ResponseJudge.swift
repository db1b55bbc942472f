public import Accounts
public import Foundation
public import SAML2

/// Decides who may check a response, and has it checked: what one provider allows lets nothing through for another.
///
/// A value; changed rules or providers are another judge.
public struct ResponseJudge: Sendable {
    /// What a response was found to be, and for whom.
    public struct Verdict: Sendable {
        /// What the validator says.
        public let validation: ResponseValidation
        /// ARNs of the providers under whose rules it does.
        public let providers: Set<String>
    }

    private let rules: ResponseRules
    private let directory: FederationDirectory
    private let executor: any DocumentExecutor
    /// Providers of the configuration, those that are checked alike together.
    private let groups: [ProviderGroup]
    /// AssumeRoleWithSAML names its provider: only that provider's own IdPs count there.
    private let configured: [String: ProviderGroup]
    private let registered: RegisteredGroups?

    /// Makes a judge over the providers of a directory, and those of the service's store.
    ///
    /// Without a service the providers of the directory are all there are.
    public init(_ rules: ResponseRules, directory: FederationDirectory, service: SecurityTokenService? = nil) {
        self.init(rules, directory: directory, service: service, executor: InlineExecutor())
    }

    package init(
        _ rules: ResponseRules, directory: FederationDirectory, service: SecurityTokenService?,
        executor: any DocumentExecutor
    ) {
        self.rules = rules
        self.directory = directory
        self.executor = executor
        groups = ProviderGroup.groups(of: directory.providers, rules)
        configured = Dictionary(
            uniqueKeysWithValues: directory.providers.map { provider in
                ("\(provider.arn)", ProviderGroup([provider], checkedBy: rules.validator(for: provider.rules, .api)))
            })
        registered = service.map { RegisteredGroups(rules, $0) }
    }

    /// Judges a response that was posted to the sign-in page, which learns only from the response which provider is
    /// meant: the groups are asked until it is good for one.
    ///
    /// What is reported is the group that it is good for, else the one that knows the issuer, since the others could only
    /// say that they don't. Nil when there is no provider that could check it. Throws `STSError` when the store fails, and
    /// while too many long documents are being checked. `requests` are those that the browser brings proof of.
    public func judge(
        _ response: ReceivedResponse, answering requests: [SentRequest] = [], at instant: Date
    ) async throws(STSError) -> Verdict? {
        var best: Verdict?
        for group in try await groups(for: response) {
            let validation = try await executor.run(response.xml) {
                group.validate(response, answering: requests, at: instant)
            }
            let verdict = Verdict(validation: validation, providers: group.providers)
            if case .success = validation.outcome { return verdict }
            if best == nil || validation.knowsIssuer { best = verdict }
            // A group may cost operations with private keys: others on this thread get their turn in between.
            await Task.yield()
        }
        return best
    }

    /// Judges a response for AssumeRoleWithSAML, which names the provider; nil when there is no such provider.
    ///
    /// Throws `STSError` as above.
    public func judge(
        _ response: ReceivedResponse, providerARN: String, at instant: Date
    ) async throws(STSError) -> Verdict? {
        var known = configured[providerARN]
        if known == nil { known = try await registered?.group(providerARN: providerARN) }
        guard let group = known else { return nil }
        let validation = try await executor.run(response.xml) { group.validate(response, at: instant) }
        return Verdict(validation: validation, providers: group.providers)
    }

    /// All providers of the configuration, and those of the store that the response itself points to.
    private func groups(for response: ReceivedResponse) async throws(STSError) -> [ProviderGroup] {
        guard let registered, try await registered.isAny else { return groups }
        let hints = try await executor.run(response.xml) { ResponseHints(response) }
        let providers = try await registered.service.registeredProviders(for: hints)
        guard !providers.isEmpty else { return groups }
        // Also with those of the configuration: one response may grant roles through both.
        return ProviderGroup.groups(of: directory.providers + providers, rules)
    }
}

extension ResponseValidation {
    /// Whether the issuer is one of the IdPs that were trusted.
    fileprivate var knowsIssuer: Bool {
        guard case .failure(let refusal) = outcome else { return true }
        return !refusal.failures.contains {
            [.responseIssuer, .assertionIssuer].contains(ResponseCheck(rawValue: $0.name))
        }
    }
}
