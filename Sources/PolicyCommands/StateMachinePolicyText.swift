import StateMachinePolicies

/// Tells people what a state machine needs, and what a role lacks of it.
enum StateMachinePolicyText {
    /// For each action: on what, for what, and for which states.
    static func lines(_ policy: StateMachinePolicy) -> [String] {
        guard !policy.access.isEmpty else { return ["no task needs a permission"] }
        return policy.access.flatMap { need in
            let purposes = need.purposes.map(\.rawValue).joined(separator: ", ")
            let states = need.states.isEmpty ? "" : ", by \(need.states.joined(separator: ", "))"
            let condition = need.condition.map {
                "  when \($0.operatorName) \($0.key) = \($0.values.joined(separator: ", "))"
            }
            return ["\(need.action): \(purposes)\(states)"] + need.resources.map { "  on \($0)" }
                + [condition].compactMap { $0 }
        }
    }

    /// What is missing, with what happens without it, then what is granted beyond.
    static func lines(_ check: RoleCheck) -> [String] {
        let gaps = check.gaps.map { gap in
            let states = gap.states.isEmpty ? "" : " for \(gap.states.joined(separator: ", "))"
            return "missing \(gap.purpose.rawValue): \(gap.action) on \(gap.resource)\(states): "
                + gap.purpose.consequence
        }
        let surpluses = check.surpluses.map {
            "surplus: \($0.text) in \($0.policy):\($0.position) grants more than is needed"
        }
        return (gaps.isEmpty ? ["the role has all that is needed"] : gaps) + surpluses
    }
}
