package import Accounts
package import Foundation
import IAMPolicy
package import SAML2

/// Logout messages between us and identity providers: reads theirs, and puts ours on their way.
package struct LogoutMessages: Sendable {
    /// A way into a browser.
    package enum Way: Hashable {
        /// To a URL.
        case redirect(String)
        /// By a form with these fields.
        case form(OutboundMessage, [Field])

        /// A field of a form.
        package struct Field: Hashable {
            /// Its name.
            package let name: String
            /// Its value.
            package let value: String
        }
    }

    private let signingKey: ServiceProviderKey?
    /// Providers that take SHA-1 apart from those that don't.
    private let validators: [(validator: LogoutValidator, trusted: TrustedIdentityProviders)]
    private let identityProviders: [String: IdentityProvider]

    /// - Parameters:
    ///   - providers: whose identity providers take part.
    ///   - endpoint: the URL of our single logout service.
    ///   - signingKey: what our messages are signed with; nil when there is no single logout.
    package init(
        _ providers: some Sequence<SAMLProvider>, endpoint: String, clockSkew: Double, signingKey: ServiceProviderKey?
    ) {
        self.signingKey = signingKey
        let providers = providers.sorted { $0.arn.description < $1.arn.description }
        validators = [false, true].compactMap { allowsSHA1 in
            let group = providers.filter { $0.rules.insecureAllowSHA1 == allowsSHA1 }
            guard !group.isEmpty else { return nil }
            return (
                LogoutValidator(
                    endpoints: [endpoint], clockSkew: clockSkew,
                    decryptionKeys: group.flatMap(\.rules.decryptionKeys), insecureAllowSHA1: allowsSHA1),
                TrustedIdentityProviders(group.flatMap(\.metadata.identityProviders))
            )
        }
        identityProviders = Dictionary(
            providers.flatMap { $0.metadata.identityProviders.map { ($0.entityID, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// The identity provider of this entityID.
    package func identityProvider(_ entityID: String) -> IdentityProvider? { identityProviders[entityID] }

    /// A request that passes every check.
    package func request(
        _ message: ReceivedLogoutMessage, at instant: Date
    ) throws(LogoutFailure) -> ValidatedLogoutRequest {
        try first { validator, trusted throws(LogoutRefusal) in
            try validator.validateRequest(message, trusting: trusted, at: instant)
        }
    }

    /// An answer that passes every check.
    package func response(
        _ message: ReceivedLogoutMessage, answering request: SentRequest?, at instant: Date
    ) throws(LogoutFailure) -> ValidatedLogoutResponse {
        try first { validator, trusted throws(LogoutRefusal) in
            try validator.validateResponse(message, answering: request, trusting: trusted, at: instant)
        }
    }

    /// What the first validator says that takes the message; else what the one says that knows the issuer.
    private func first<Value>(
        _ validate: (LogoutValidator, TrustedIdentityProviders) throws(LogoutRefusal) -> Value
    ) throws(LogoutFailure) -> Value {
        var refusal: Check?
        for (validator, trusted) in validators {
            do throws(LogoutRefusal) {
                return try validate(validator, trusted)
            } catch {
                if refusal == nil || error.check.name != LogoutCheck.issuer.rawValue { refusal = error.check }
            }
        }
        throw refusal.map(LogoutFailure.refused) ?? .noMessage("there is no SAML provider that could check it")
    }

    /// A message of ours, signed, by a binding.
    package func way(of message: OutboundMessage, by binding: MessageBinding) throws(LogoutFailure) -> Way {
        guard let signingKey else { throw .notOffered }
        do throws(KeyError) {
            switch binding {
            case .redirect: return .redirect(try message.redirectURL(signedWith: signingKey))
            case .post:
                let fields = try message.formFields(signedWith: signingKey)
                return .form(message, fields.map { Way.Field(name: $0.name, value: $0.value) })
            }
        } catch {
            throw .unavailable("serviceProvider.signingKey: \(error.reason)")
        }
    }
}
