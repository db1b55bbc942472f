package import Accounts
import Claims
package import Foundation
package import IAMPolicy
import SAML2
package import STS
import Sessions

/// What a trust policy would say to the last sign-in that a role refused.
package struct TrustTrial: Sendable {
    /// What it says of one action.
    package struct Answer: Sendable {
        /// `sts:AssumeRoleWithSAML` and others.
        package let action: String
        /// The decision.
        package let effect: PolicyDecision.Effect
        /// Each statement: whether it applies, and why not.
        package let statements: [String]
    }

    /// ARN of the role.
    package let roleARN: String
    /// The policy that was asked, or what was typed instead.
    package let policy: String
    /// Why that is no trust policy; nil when it is one.
    package let problem: String?
    /// Who signed in, as his identity provider says.
    package let user: String
    /// When it was refused, and under which number in the audit.
    package let refused: (instant: Date, requestID: String)
    /// What would be said of each action that has to be allowed.
    package let answers: [Answer]

    /// Whether the role would be given.
    package var isAllowed: Bool { !answers.isEmpty && answers.allSatisfy { $0.effect == .allowed } }
}

extension Administration {
    /// Bytes of a trust policy at most, as IAM has it, with room for white space.
    private static let longestPolicy = 16_384

    /// Asks a trust policy about the last sign-in that a role of the account refused; nothing is stored, nothing is given.
    ///
    /// Throws `Refusal` when there is no such role, or no refused sign-in of it is remembered.
    ///
    /// - Parameter policy: its text; the role's own when nil.
    package func tryTrust(
        _ policy: String?, ofRole arn: String, of account: AccountID
    ) async throws(Refusal) -> TrustTrial {
        guard let role = try await role(arn: arn), role.account.id == account, let refused = refused.last(ofRole: arn)
        else { throw .unknown }
        let question = try await question(refused)
        let text = policy ?? role.trustPolicy.text
        guard text.utf8.count <= Self.longestPolicy else {
            return trial(
                of: refused, "", problem: "The policy has more than \(Self.longestPolicy) bytes", answers: [])
        }
        let document: PolicyDocument
        do throws(PolicyError) {
            document = try PolicyDocument(parsing: text, kind: .trust)
        } catch {
            return trial(of: refused, text, problem: "\(error)", answers: [])
        }
        let answers = question.actions.map { action in
            TrustTrial.Answer(
                document.evaluateTrust(
                    RequestContext(
                        principal: question.principal, action: action, resource: arn,
                        resourceAccount: account.description, keys: question.keys)), action: action)
        }
        return trial(of: refused, text, problem: nil, answers: answers)
    }

    private func trial(
        of refused: RefusedSignIn, _ text: String, problem: String?, answers: [TrustTrial.Answer]
    ) -> TrustTrial {
        TrustTrial(
            roleARN: refused.roleARN, policy: text, problem: problem, user: refused.assertion.subject.value,
            refused: (refused.instant, refused.call.requestID), answers: answers)
    }

    /// What the role's trust policy was asked, with the claims as they are read now.
    private func question(_ refused: RefusedSignIn) async throws(Refusal) -> TrustQuestion {
        let mapping = service.directory.mappingProviders(
            vouchingFor: refused.assertion, among: refused.providers, at: refused.instant)
        let grants =
            (try? SignInGrants(
                refused.assertion, partition: service.options.partition, mapping: mapping))?.grants ?? []
        let call = Call(context: refused.call, instant: refused.instant)
        for (pair, claims) in grants where pair.roleARN == refused.roleARN {
            do throws(STSError) {
                return try await service.assumption(pair, claims, among: refused.providers, call).question(call)
            } catch {
                if error.code == .serviceUnavailable { throw .unavailable(error.cause) }
            }
        }
        throw .unknown
    }
}

extension TrustTrial.Answer {
    init(_ decision: PolicyDecision, action: String) {
        self.init(
            action: action, effect: decision.effect,
            statements: decision.appliedStatements.map { $0.statement.verdict } + decision.failures.map { "\($0)" })
    }
}

extension PolicyStatement {
    /// What a statement says that applies.
    fileprivate var verdict: String {
        let name = "statement \(index + 1)" + (sid.flatMap { $0.isEmpty ? nil : " \"\($0)\"" } ?? "")
        return effect == .allow ? "\(name): allows it" : "\(name): denies it"
    }
}
