package import Encodings

/// What a trust policy would say to a sign-in that was refused.
package struct TrustView: Sendable {
    /// What it says of one action, and each statement of it.
    package typealias Answer = (action: String, effect: String, isAllowed: Bool, statements: [String])

    let roleARN: String
    let policy: String
    let problem: String?
    let user: String
    let refusedAt: Timestamp
    let requestID: String
    let isAllowed: Bool
    let answers: [Answer]

    /// Makes a view.
    ///
    /// - Parameters:
    ///   - policy: its text.
    ///   - problem: why that is no trust policy.
    ///   - user: whose sign-in was refused; `refusedAt` and `requestID` say when, and where that is in the audit.
    package init(
        roleARN: String, policy: String, problem: String?, user: String, refusedAt: Timestamp, requestID: String,
        isAllowed: Bool, answers: [Answer]
    ) {
        self.roleARN = roleARN
        self.policy = policy
        self.problem = problem
        self.user = user
        self.refusedAt = refusedAt
        self.requestID = requestID
        self.isAllowed = isAllowed
        self.answers = answers
    }
}

extension PageWriter {
    /// The page that tries a trust policy.
    package func trust(_ view: TrustView) -> String {
        var values: [String: Any] = [
            "role": view.roleARN, "policy": view.policy, "user": view.user, "time": view.refusedAt.iso8601,
            "id": view.requestID, "action": settings.publicURL + "/console/admin/trust",
            "back": settings.publicURL + "/console/admin", "bad": !view.isAllowed,
            "summary": view.problem ?? texts[view.isAllowed ? .trustAllowed : .trustRefused],
            "answers": view.answers.map { answer in
                [
                    "action": answer.action, "effect": answer.effect, "isFailed": !answer.isAllowed,
                    "statements": answer.statements,
                ] as [String: Any]
            },
        ]
        if view.problem != nil { values["answers"] = nil }
        return render("trust", title: texts[.trustTitle], canSignOut: true, values)
    }
}
