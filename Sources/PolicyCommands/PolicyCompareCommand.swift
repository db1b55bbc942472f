import ArgumentParser
import CommandIO
import Encodings
import IAMPolicy
import PolicyAnalysis

/// `sallyport policy compare`: what a new policy grants and the old one does not.
struct PolicyCompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Find requests that a new policy grants and an old one does not.",
        discussion: """
            Both policies are asked about requests made of their own actions, resources,
            principals and condition values, and of values next to these. Each request that
            only the new one grants is printed with the reason why the old one does not.
            Where none is found, and the policies name no principals, the solver z3 is
            asked whether there is any, when it is installed (Debian's package z3).

              sallyport policy compare operator.json operator-next.json
              git show main:operator.json | sallyport policy compare - operator.json

            Exit status 0 means that no such request was found, which is a proof that
            there is none only where the output says so; 1 that there are some. Exchange
            the files to find what is taken away.
            """
    )

    @Argument(help: ArgumentHelp("The policy as it is; - is standard input.", valueName: "old"))
    var old: String

    @Argument(help: ArgumentHelp("The policy as it shall be.", valueName: "new"))
    var new: String

    @Option(
        help: "What the policies are for; without it, principals and actions tell.", transform: PolicyKindArgument.parse
    )
    var kind: PolicyKind?

    @Option(help: "How many requests are tried at most.")
    var limit = 200_000

    @Flag(help: "Ask no solver.")
    var noProof = false

    @Option(help: "How to print what is found: text or json.")
    var format = OutputFormat.text

    func validate() throws {
        guard (1...10_000_000).contains(limit) else { throw ValidationError("--limit takes 1 to 10000000") }
    }

    func run() throws {
        let (older, newer) = try Terminal.reported { try policies() }
        let comparison = PolicyComparison(older: older, newer: newer, limit: limit)
        let proof = noProof || !comparison.differences.isEmpty ? nil : PolicyProof(older: older, newer: newer)
        let differences = comparison.differences + [proof?.difference].compactMap(\.self)
        format.write(
            lines(comparison, differences, proof), json: json(comparison, differences, proof).text(spaced: true))
        if !differences.isEmpty { throw ExitCode.refused }
    }

    private func policies() throws -> (older: PolicyDocument, newer: PolicyDocument) {
        let newText = try PolicyInput.text(atPath: new)
        let kind = kind ?? PolicyKindArgument.guess(from: newText)
        let older = try PolicyInput.policy(atPath: old, kind: kind)
        return (older.document, try PolicyInput.policy(newText, path: new, kind: kind).document)
    }

    private func lines(
        _ comparison: PolicyComparison, _ differences: [PolicyComparison.Difference], _ proof: PolicyProof?
    ) -> [String] {
        let cut = comparison.isCut ? "; not all values had their turn: raise --limit" : ""
        let total = "\(differences.count) found in \(comparison.requestCount) requests\(cut)"
        let solver: String? =
            switch proof {
            case .proven: "z3 proves that there is none: \(new) grants nothing that \(old) does not"
            case .refuted: "z3 found it"
            case .undecided: "z3 cannot tell whether there is one"
            case nil: nil
            }
        return differences.flatMap { lines($0) } + [total] + [solver].compactMap(\.self)
    }

    private func lines(_ difference: PolicyComparison.Difference) -> [String] {
        var lines = ["\(new) grants, \(old) does not:"]
        lines += Self.lines(difference.request)
        for matched in difference.newer.matchedStatements {
            lines.append("  allowed by statement \(matched.statement.index + 1) (\(new):\(matched.start))")
        }
        return lines + difference.older.explanationLines.map { "  \(old): \($0)" }
    }

    private static func lines(_ request: RequestContext) -> [String] {
        ["  \(request.action) on \(request.resource) by \(request.principal)"]
            + request.keys.names.map { "    \($0) = \((request.keys[$0] ?? []).joined(separator: ", "))" }
    }

    private func json(
        _ comparison: PolicyComparison, _ differences: [PolicyComparison.Difference], _ proof: PolicyProof?
    ) -> JSONValue {
        .object([
            JSONMember("requests", .integer(Int64(comparison.requestCount))),
            JSONMember("complete", .bool(!comparison.isCut)),
            JSONMember("proof", proof.map { .string($0.word) } ?? .null),
            JSONMember("differences", .array(differences.map(Self.json))),
        ])
    }

    private static func json(_ difference: PolicyComparison.Difference) -> JSONValue {
        let request = difference.request
        let keys = request.keys.names.map { JSONMember($0, .strings(request.keys[$0] ?? [])) }
        return .object([
            JSONMember("principal", "\(request.principal)"), JSONMember("action", request.action),
            JSONMember("resource", request.resource), JSONMember("context", .object(keys)),
            JSONMember("old", difference.older.effect.rawValue),
        ])
    }
}
