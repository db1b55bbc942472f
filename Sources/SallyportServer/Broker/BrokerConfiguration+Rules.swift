package import STS
package import SallyportConfiguration

extension BrokerConfiguration {
    /// How responses are checked, whichever provider they are for.
    package var responseRules: ResponseRules {
        ResponseRules(
            recipients: recipients, audiences: audiences, clockSkew: Double(clockSkew), inResponseTo: inResponseTo,
            apiInResponseTo: apiInResponseTo, verifiesTwice: verifiesTwice)
    }

    /// The five-minute rule.
    package var redemption: RedemptionRule { RedemptionRule(clockSkew: Double(clockSkew)) }
}
