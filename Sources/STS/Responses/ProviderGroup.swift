package import Accounts
import Foundation
import IAMPolicy
import SAML2

/// Providers whose responses are checked in one way.
package struct ProviderGroup: Sendable {
    /// ARNs of the providers.
    package let providers: Set<String>
    private let validator: ResponseValidator
    private let trusted: TrustedIdentityProviders

    init(_ providers: [SAMLProvider], checkedBy validator: ResponseValidator) {
        self.providers = Set(providers.map(\.arn.description))
        self.validator = validator
        trusted = TrustedIdentityProviders(providers.flatMap(\.metadata.identityProviders))
    }

    func validate(
        _ response: ReceivedResponse, answering requests: [SentRequest] = [], at instant: Date
    ) -> ResponseValidation {
        validator.answering(requests).validate(response, trusting: trusted, at: instant)
    }

    /// The providers in groups that differ in nothing, for the sign-in page: those without rules of their own first,
    /// otherwise in the order of the providers.
    package static func groups(of providers: [SAMLProvider], _ rules: ResponseRules) -> [ProviderGroup] {
        var validators: [ResponseValidator] = [rules.validator(for: ProviderRules(), .browser)]
        var members: [ResponseValidator: [SAMLProvider]] = [:]
        for provider in providers {
            let validator = rules.validator(for: provider.rules, .browser)
            if members[validator] == nil, validator != validators[0] { validators.append(validator) }
            members[validator, default: []].append(provider)
        }
        return validators.compactMap { validator in
            members[validator].map { ProviderGroup($0, checkedBy: validator) }
        }
    }
}
