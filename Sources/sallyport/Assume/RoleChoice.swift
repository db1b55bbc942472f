import Accounts
import Claims
import CommandIO
import Foundation
import SAML2
import STS

/// Which pair of role and provider is asked for: what the user says, and the rest from the response, unverified.
struct RoleChoice {
    let roleARN: String?
    let principalARN: String?

    /// - Throws: `ExitCode` after listing the choices, when there is not exactly one.
    func claim(in message: MessageInput.Message, of file: String) throws -> RoleClaim {
        if let roleARN, let principalARN { return RoleClaim(roleARN: roleARN, providerARN: principalARN) }
        let all = try claims(in: message, of: file)
        let fitting = all.filter {
            $0.roleARN == roleARN ?? $0.roleARN && $0.providerARN == principalARN ?? $0.providerARN
        }
        if fitting.count == 1, let claim = fitting.first { return claim }
        let problem = fitting.isEmpty ? "the response gives no such role" : "the response gives several roles"
        throw Terminal.misuse(
            "\(problem); choose with --role-arn and --principal-arn:\n" + list(fitting.isEmpty ? all : fitting))
    }

    private func list(_ claims: [RoleClaim]) -> String {
        claims.map { Terminal.line("  --role-arn \($0.roleARN) --principal-arn \($0.providerARN)") }
            .joined(separator: "\n")
    }

    private func claims(in message: MessageInput.Message, of file: String) throws -> [RoleClaim] {
        // Nobody is trusted, so nothing is accepted; what was seen on the way is all that is wanted.
        let validator = ResponseValidator(serviceProvider: ServiceProvider(recipients: [], audiences: []))
        let seen = validator.validate(xml: message.xml, trusting: TrustedIdentityProviders([]), at: Date()).observed
        guard let seen else { throw Terminal.fail("\(file): no SAML response") }
        guard let assertion = seen.assertion else {
            let reason = seen.isEncrypted ? "the assertion is encrypted" : "there is no assertion that can be read"
            throw Terminal.misuse("\(file): \(reason); give --role-arn and --principal-arn")
        }
        var claims: [RoleClaim] = []
        for partition in Partition.allCases {
            let roles = UnverifiedClaims(attributes: assertion.attributes, partition: partition).roles
            claims += roles.filter { !claims.contains($0) }
        }
        guard !claims.isEmpty else {
            throw Terminal.fail("\(file): no pair of role and provider in the Role attribute")
        }
        return claims
    }
}
