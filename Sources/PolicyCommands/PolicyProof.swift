import Foundation
import IAMPolicy
import PolicyAnalysis

/// What z3 says to the question whether a policy grants what another does not.
enum PolicyProof {
    /// There is no such request.
    case proven
    /// There is one, and the evaluator says so too.
    case refuted(PolicyComparison.Difference)
    /// It does not know, or what it found is none: not all that conditions say can be told to it.
    case undecided

    /// Asks; nil where it is not installed, and for policies that name principals.
    init?(
        older: PolicyDocument, newer: PolicyDocument, path: String? = ProcessInfo.processInfo.environment["PATH"]
    ) {
        guard let question = ProofQuestion(older: older, newer: newer), let solver = Z3Solver(path: path) else {
            return nil
        }
        switch solver.answer(to: question.script).map(question.answer) ?? .unknown {
        case .impossible: self = .proven
        case .unknown: self = .undecided
        case .candidates(let requests):
            let found = requests.lazy.compactMap {
                PolicyComparison.difference($0, older: older, newer: newer)
            }.first
            self = found.map(PolicyProof.refuted) ?? .undecided
        }
    }

    /// The request that it found.
    var difference: PolicyComparison.Difference? { if case .refuted(let difference) = self { difference } else { nil } }

    /// In one word.
    var word: String {
        switch self {
        case .proven: "proven"
        case .refuted: "refuted"
        case .undecided: "undecided"
        }
    }
}
