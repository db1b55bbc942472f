import Encodings
package import IAMPolicy

/// The question whether there is a request that one policy allows and another does not, for a solver that reads SMT-LIB.
package struct ProofQuestion {
    /// What a solver says to it.
    package enum Answer {
        /// There is no such request.
        case impossible
        /// There may be: these are some, which have to be tried.
        case candidates([RequestContext])
        /// It does not know.
        case unknown
    }

    /// The question: it is asked about requests as they usually look first, then about all.
    package let script: String
    private let keys: [PolicyTerms.Key]

    /// Asks what the newer policy adds; nil for policies that name principals, where more than these decides.
    package init?(older: PolicyDocument, newer: PolicyDocument) {
        guard !older.kind.hasPrincipals, !newer.kind.hasPrincipals else { return nil }
        var terms = PolicyTerms()
        let differs = SMTTerm.and([terms.allowed(by: newer), SMTTerm.not(terms.allowed(by: older))])
        keys = terms.keys
        script = Self.lines(terms, differs).joined(separator: "\n") + "\n"
    }

    private static func lines(_ terms: PolicyTerms, _ differs: String) -> [String] {
        let texts = [PolicyTerms.action] + PolicyTerms.parts + terms.keys.map(\.value)
        let truths = [PolicyTerms.isARN] + terms.keys.flatMap { [$0.isPresent, $0.isMany] } + terms.free
        let show = "(get-value (\((texts + truths).joined(separator: " "))))"
        return ["(set-option :produce-models true)"] + texts.map { "(declare-const \($0) String)" }
            + truths.map { "(declare-const \($0) Bool)" } + PolicyTerms.parts.dropLast().map(assertNoColon)
            + ["(assert \(isAction))", "(assert \(differs))", "(push)"] + usual(terms).map { "(assert \($0))" }
            + ["(check-sat)", show, "(pop)", "(check-sat)", show]
    }

    private static func assertNoColon(_ part: String) -> String { "(assert (not (str.contains \(part) \":\")))" }

    private static let letters = #"(re.range "a" "z") (re.range "0" "9") (str.to_re "-")"#

    /// A service, a colon, and a name.
    private static let isAction =
        #"(str.in_re action (re.++ (re.+ (re.union \#(letters) (str.to_re "."))) (str.to_re ":") "#
        + #"(re.+ (re.union \#(letters) (str.to_re ".") (str.to_re "_")))))"#

    /// What ARNs and values usually look like, so that people recognise what is found.
    private static func usual(_ terms: PolicyTerms) -> [String] {
        let name = "(re.union \(letters) (str.to_re \"_\") (str.to_re \"/\") (str.to_re \".\") (str.to_re \":\"))"
        let account = #"(re.opt ((_ re.loop 12 12) (re.range "0" "9")))"#
        return [
            #"(= r0 "arn")"#, #"(= r1 "aws")"#, "(str.in_re r2 (re.+ (re.union \(letters))))",
            "(str.in_re r3 (re.* (re.union \(letters))))", "(str.in_re r4 \(account))",
            "(str.in_re r5 (re.+ (re.union (re.range \"A\" \"Z\") \(name))))",
        ] + terms.keys.map { "(str.in_re \($0.value) (re.+ (re.range \"!\" \"~\")))" }
    }

    // MARK: Answers

    /// Reads what the solver wrote.
    package func answer(_ output: String) -> Answer {
        let expressions = SolverExpression.all(in: output)
        var verdicts: [String] = []
        var candidates: [RequestContext] = []
        for expression in expressions {
            switch expression {
            case .word(let word): verdicts.append(word)
            case .text: break
            case .list(let members):
                if verdicts.last == "sat" { candidates.append(request(SolverExpression.values(of: members))) }
            }
        }
        // The last verdict is the one on all requests.
        if verdicts.count == 2, verdicts[0] != "sat", verdicts[1] == "unsat" { return .impossible }
        return candidates.isEmpty ? .unknown : .candidates(candidates)
    }

    private func request(_ values: [String: SolverExpression]) -> RequestContext {
        func text(_ name: String) -> String { values[name]?.text ?? "" }
        func holds(_ name: String) -> Bool { values[name]?.word == "true" }
        var contextKeys = ContextKeys()
        for key in keys where holds(key.isPresent) {
            let value = text(key.value)
            contextKeys[key.name] = holds(key.isMany) ? [value, value + "x"] : [value]
        }
        let user = ARN(
            partition: text(PolicyTerms.parts[1]).isEmpty ? "aws" : text(PolicyTerms.parts[1]), service: "iam",
            accountID: RequestGenerator.account, resource: "user/sallyport-other")
        return RequestContext(
            principal: .user(arn: user), action: text(PolicyTerms.action),
            resource: holds(PolicyTerms.isARN) ? PolicyTerms.parts.map(text).joined(separator: ":") : "*",
            resourceAccount: RequestGenerator.account, keys: contextKeys)
    }
}
