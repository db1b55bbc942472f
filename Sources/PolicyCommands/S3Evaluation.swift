import Encodings
import IAMPolicy
import S3Mapping

/// A request of S3: what it was mapped to, and what policies answer to each of its questions.
struct S3Evaluation {
    /// A question and its answer.
    struct Answer {
        let question: S3Access.Question
        let decision: PolicyDecision
        /// A statement that denies some of the keys that may stand in the body.
        let partialDenial: StatementFailure?

        var effect: PolicyDecision.Effect { partialDenial == nil ? decision.effect : .explicitlyDenied }
    }

    let access: S3Access
    let answers: [Answer]

    init(_ access: S3Access, of policies: PolicySet, in context: (S3Access.Question) -> RequestContext) {
        self.access = access
        answers = access.questions.map { question in
            let decision = policies.evaluate(context(question))
            return Answer(
                question: question, decision: decision, partialDenial: question.partialDenial(in: decision))
        }
    }

    /// Allowed when every question is.
    var effect: PolicyDecision.Effect {
        let effects = answers.map(\.effect)
        if effects.contains(.explicitlyDenied) { return .explicitlyDenied }
        return effects.contains(.implicitlyDenied) ? .implicitlyDenied : .allowed
    }

    /// The mapping and the answers, for people.
    func lines(explain: Bool) -> [String] {
        let places = [("bucket", access.bucket), ("key", access.key)].compactMap { name, value in
            value.map { "\(name) \($0.printable)" }
        }
        return [([access.operation] + places).joined(separator: ", ")]
            + answers.flatMap { Self.lines($0, explain: explain) } + [effect.rawValue]
    }

    private static func lines(_ answer: Answer, explain: Bool) -> [String] {
        let question = answer.question
        var lines = ["  \(question.action) on \(question.resource.printable)"]
        for name in question.keys.names {
            lines += (question.keys[name] ?? []).map { "    \(name.printable) = \($0.quoted)" }
        }
        lines += explain ? answer.decision.explanationLines.map { "    \($0)" } : ["    \(answer.effect.rawValue)"]
        if let denial = answer.partialDenial {
            lines.append("    the body names the keys, and some are denied by \(denial.description.printable)")
        }
        return lines
    }

    /// The same for programs.
    func json(explain: Bool) -> JSONValue {
        .object([
            JSONMember("operation", .string(access.operation)),
            JSONMember("bucket", .optional(access.bucket)),
            JSONMember("key", .optional(access.key)),
            JSONMember("decision", .string(effect.rawValue)),
            JSONMember("questions", .array(answers.map { Self.json($0, explain: explain) })),
        ])
    }

    private static func json(_ answer: Answer, explain: Bool) -> JSONValue {
        let keys = answer.question.keys
        return .object([
            JSONMember("action", .string(answer.question.action)),
            JSONMember("resource", .string(answer.question.resource)),
            JSONMember("keys", .object(keys.names.map { JSONMember($0, .strings(keys[$0] ?? [])) })),
            JSONMember("partialDenial", .optional(answer.partialDenial?.description)),
            JSONMember("answer", PolicyDecisionText.json(answer.decision, explain: explain)),
        ])
    }

    /// A request that is not mapped, for programs.
    static func json(_ error: S3MappingError) -> JSONValue {
        .object([
            JSONMember(
                "refused",
                .object([
                    JSONMember("code", .string(error.code.rawValue)),
                    JSONMember("status", .integer(Int64(error.code.httpStatus))),
                    JSONMember("message", .string(error.message)),
                ]))
        ])
    }
}
