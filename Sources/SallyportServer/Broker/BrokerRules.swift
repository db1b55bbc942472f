import Accounts
package import Foundation
package import SAML2
package import STS
package import SallyportConfiguration

/// How a configured broker judges responses, for who looks at one afterwards: by the same rules, with every check told.
///
/// Providers that were made through the API are in its store and not looked at.
package struct BrokerRules: Sendable {
    /// The way in which a response would come.
    package enum Channel: Sendable {
        /// Posted to the sign-in page by a browser.
        case signInPage
        /// In AssumeRoleWithSAML, which names the provider.
        case api(providerARN: String)
    }

    /// The configuration whose rules they are.
    package let configuration: BrokerConfiguration

    /// Takes the rules of a configuration.
    package init(_ configuration: BrokerConfiguration) { self.configuration = configuration }

    /// Judges a response; nil when there is no provider that could.
    package func judge(
        _ xml: [UInt8], _ channel: Channel, at instant: Date
    ) -> (validation: ResponseValidation, providers: Set<String>)? {
        var judgement = ProviderJudgement()
        for group in groups(for: channel) where !judgement.isGood {
            judgement.take(group.validate(xml, at: instant), by: group)
        }
        return judgement.best.map { ($0.validation, $0.group.providers) }
    }

    private func groups(for channel: Channel) -> [ProviderGroup] {
        switch channel {
        case .signInPage:
            return ProviderGroup.groups(
                of: ProviderGroup.members(of: configuration), configuration, recordsAllChecks: true)
        case .api(let arn):
            guard let provider = configuration.directory.provider(arn: arn) else { return [] }
            let options = configuration.providerOptions[arn] ?? .init()
            return [
                ProviderGroup(
                    [provider], options, configuration, inResponseTo: configuration.apiInResponseTo,
                    recordsAllChecks: true)
            ]
        }
    }

    /// The five-minute rule.
    package var redemption: RedemptionRule { RedemptionRule(clockSkew: Double(configuration.clockSkew)) }
}
