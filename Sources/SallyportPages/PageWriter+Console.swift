package import Accounts
package import Encodings
import IAMPolicy
import Portal
package import Sessions

/// What the portal's page shows of the roles that its user may choose.
package struct PortalView: Sendable {
    /// The roles.
    package let roles: RoleList
    /// Who it is, as the identity provider says.
    package let user: String
    /// The first instant at which roles can be chosen no more.
    package let expiresAt: Timestamp
    /// By which the session knows its own form.
    package let formToken: String
    /// ARN of the role that a link named.
    package let wanted: String?
    /// Where a role that is opened leads to; nil for the page itself.
    package let destination: String?
    /// The number under which it is recorded why roles are refused.
    package let reference: String

    /// Makes a view.
    package init(
        roles: RoleList, user: String, expiresAt: Timestamp, formToken: String, wanted: String?, destination: String?,
        reference: String
    ) {
        self.roles = roles
        self.user = user
        self.expiresAt = expiresAt
        self.formToken = formToken
        self.wanted = wanted
        self.destination = destination
        self.reference = reference
    }
}

extension PageWriter {
    /// Who is signed in, and which roles there are; one of both may be missing.
    ///
    /// - Parameters:
    ///   - administers: whether there are administrators' pages for whoever is signed in.
    ///   - switcher: the sessions of the browser.
    ///   - password: its end, when that is near.
    ///   - services: those of which the session's policies grant anything; nil when nobody knows.
    package func console(
        _ console: ConsoleSession?, _ account: Account?, portal: PortalView?, administers: Bool = false,
        switcher: SwitcherView? = nil, services: [String]? = nil, password: PasswordNotice? = nil, at now: Timestamp
    ) -> String {
        var values: [String: Any] = [:]
        values["switcher"] = switcher.map(self.switcher)
        values["password"] = password.map(notice)
        values["powers"] = services.map { ["services": $0, "nothing": $0.isEmpty] as [String: Any] }
        if administers { values["administration"] = settings.publicURL + "/console/admin" }
        if let console { values["session"] = session(console, account, at: now) }
        if let portal {
            values["portal"] = self.portal(portal, current: console?.session.issuer.arn, at: now)
        } else {
            values["noPortal"] = texts[.noPortal]
        }
        return render("console", title: texts[.signedIn], canSignOut: true, values)
    }

    private func session(_ console: ConsoleSession, _ account: Account?, at now: Timestamp) -> [String: Any] {
        let session = console.session
        var values: [String: Any] = [
            "user": session.userNameForPeople, "arn": "\(session.arn)",
            "account": account?.readableName ?? session.accountID.description,
            "tags": session.tags.map { ["key": $0.key, "value": $0.value] },
        ]
        if session.issuer.kind == .role {
            values["role"] = session.issuer.name
            values["name"] = session.name
        } else if session.kind == .federationToken {
            values["givenBy"] = session.issuer.name
        }
        values["provider"] = (session.saml?.providerARN ?? session.webIdentity?.providerARN).map { "\($0)" }
        values.merge(time(until: console.expiresAt, at: now)) { $1 }
        let end = console.expiresAt.iso8601
        values["left"] = texts.text(
            .endsAt, ["instant": end, "time": texts.time(seconds: console.secondsLeft(at: now))])
        // The script puts the time in.
        values["pattern"] = texts.text(.endsAt, ["instant": end, "time": "{time}"])
        return values
    }

    private func portal(_ portal: PortalView, current: ARN?, at now: Timestamp) -> [String: Any] {
        var values: [String: Any] = [
            "user": portal.user, "action": settings.publicURL + "/console/role", "formToken": portal.formToken,
            "search": portal.roles.isLong ? "yes" : "",
            "accounts": portal.roles.groups.map { group in
                [
                    "name": group.account.readableName,
                    "roles": group.offers.map { role($0, portal, current: current) },
                ] as [String: Any]
            },
        ]
        values["destination"] = portal.destination
        if portal.roles.hasRefusals {
            values["reference"] = texts.text(.refusedRoles, ["reference": portal.reference])
        }
        values.merge(time(until: portal.expiresAt, at: now)) { $1 }
        return values
    }

    private func role(_ offer: RoleOffer, _ portal: PortalView, current: ARN?) -> [String: Any] {
        let words = ["role": offer.roleName, "account": offer.account.readableName]
        let account = offer.account.id.description
        var values: [String: Any] = [
            "arn": "\(offer.roleARN)", "name": offer.roleName, "refused": offer.refusal != nil,
            "current": offer.roleARN == current, "wanted": "\(offer.roleARN)" == portal.wanted,
            "openLabel": texts.text(.openLabel, words), "credentialsLabel": texts.text(.credentialsLabel, words),
            "linkLabel": texts.text(.linkLabel, words),
            "link": settings.publicURL + "/console?account=\(account)&role=\(PercentEncoding.encode(offer.roleName))",
        ]
        values["details"] = offer.details
        return values
    }

    /// When something ends, for people, for machines, and for the script that counts down.
    func time(until end: Timestamp, at now: Timestamp) -> [String: Any] {
        let seconds = Int(max(end.milliseconds - now.milliseconds, 0) / 1_000)
        return [
            "until": end.iso8601, "untilEpoch": "\(end.epochSeconds)",
            "left": texts.text(.left, ["time": texts.time(seconds: seconds)]),
        ]
    }

    /// Asks before a session of somebody else counts.
    ///
    /// - Parameters:
    ///   - seconds: that the current one has left.
    ///   - stays: whether that one stays beside.
    ///   - action: path of the form that says yes; `stay` is the one of the link that says no.
    ///   - fields: of that form.
    package func confirmation(
        current: String, secondsLeft seconds: Int, next: String, stays: Bool, action: String,
        fields: [(name: String, value: String)], stay: String = "/console"
    ) -> String {
        render(
            "confirmation", title: texts[.otherTitle],
            [
                "current": current, "currentLeft": texts.text(.left, ["time": texts.time(seconds: seconds)]),
                "next": next, "what": texts[stays ? .sessionStays : .sessionGoes],
                "action": settings.publicURL + action, "stay": settings.publicURL + stay,
                "fields": fields.map { ["name": $0.name, "value": $0.value] },
            ])
    }
}
