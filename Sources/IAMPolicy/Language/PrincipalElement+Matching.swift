extension PrincipalElement {
    /// How closely the entry names the caller that does so most closely.
    func closestMatch(with caller: Principal) -> PrincipalMatch {
        var closest = PrincipalMatch.none
        for index in entries.indices { closest = max(closest, entries[index].matcher.match(caller)) }
        return closest
    }

    /// Whether the caller, its role or the user who made it, and its account are all listed: only then `NotPrincipal` with
    /// `Deny` exempts it.
    ///
    /// A user is denied what its account is denied, and a session what its role or user is, so one that is not listed denies all
    /// below it (user guide, "IAM JSON Policy Elements: NotPrincipal").
    func listsEveryLevel(of caller: Principal) -> Bool {
        caller.levels.allSatisfy { level in
            entries.contains { entry in
                let match = entry.matcher.match(caller)
                return match == level || match == .everyone
            }
        }
    }
}

extension Principal {
    /// From the account down to the caller itself, how an entry of a policy names each.
    fileprivate var levels: [PrincipalMatch] {
        switch self {
        case .user, .federatedUser(_, nil): [.account, .direct]
        case .role: [.account, .role]
        case .assumedRole, .federatedUser: [.account, .role, .direct]
        case .anonymous, .account, .samlProvider, .webIdentityProvider, .service, .canonicalUser: [.direct]
        }
    }
}
