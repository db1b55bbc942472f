package import Encodings

/// What an administrator's page shows; a part that its user may not see is nil.
package struct AdministrationView: Sendable {
    /// A running session.
    package struct Session: Sendable {
        let id: String
        let arn: String
        let subject: String?
        let address: String?
        let issuedAt: Timestamp
        let end: Timestamp
        let broker: String

        /// Makes a row; `broker` is the one that gave the session.
        package init(
            id: String, arn: String, subject: String?, address: String?, issuedAt: Timestamp, end: Timestamp,
            broker: String
        ) {
            self.id = id
            self.arn = arn
            self.subject = subject
            self.address = address
            self.issuedAt = issuedAt
            self.end = end
            self.broker = broker
        }
    }

    /// A SAML provider.
    package struct Provider: Sendable {
        let name: String
        let arn: String
        let entityIDs: [String]
        let keysEnd: Timestamp?
        let metadataEnd: Timestamp?
        let lastUse: Timestamp?

        /// Makes a row.
        package init(
            name: String, arn: String, entityIDs: [String], keysEnd: Timestamp?, metadataEnd: Timestamp?,
            lastUse: Timestamp?
        ) {
            self.name = name
            self.arn = arn
            self.entityIDs = entityIDs
            self.keysEnd = keysEnd
            self.metadataEnd = metadataEnd
            self.lastUse = lastUse
        }
    }

    /// A record of the audit.
    package struct Record: Sendable {
        let time: Timestamp
        let name: String
        let who: String
        let outcome: String
        let requestID: String
        let broker: String

        /// Makes a row; `broker` is the one that has it in its audit.
        package init(
            time: Timestamp, name: String, who: String, outcome: String, requestID: String, broker: String
        ) {
            self.time = time
            self.name = name
            self.who = who
            self.outcome = outcome
            self.requestID = requestID
            self.broker = broker
        }
    }

    /// The account whose administrator it is.
    let account: String
    /// The broker that shows it; nil when there is no other, and no need to say which one it was.
    package var broker: String?
    /// Whether what other brokers know, and this one before its start, is missing.
    package var isAlone = false
    /// How much of what others have handed over can't be read.
    package var unreadable = 0
    /// Running sessions.
    package var sessions: [Session]?
    /// What sessions were searched for.
    package var search = ""
    /// Whether sessions can be ended.
    package var canRevoke = false
    /// SAML providers.
    package var providers: [Provider]?
    /// The last records.
    package var records: [Record]?
    /// Whether refusals alone are shown.
    package var showsRefusals = false
    /// ARNs of roles of which a refused sign-in is remembered.
    package var refusedRoles: [String] = []
    /// Names and ARNs of providers that can be tried.
    package var trials: [(name: String, arn: String)] = []
    /// Names and ARNs of providers that a response can be checked for.
    package var inspectors: [(name: String, arn: String)] = []

    /// Begins a view that shows nothing.
    package init(account: String) { self.account = account }
}

/// A check of a response, for people.
package struct CheckView: Sendable {
    let name: String
    let status: Status
    let expected: String
    let actual: String
    let hint: String?

    /// How it ended.
    package enum Status: Sendable {
        /// It holds.
        case passed
        /// It does not.
        case failed
        /// It could not be made.
        case skipped
    }

    /// Makes a row.
    package init(name: String, status: Status, expected: String, actual: String, hint: String?) {
        self.name = name
        self.status = status
        self.expected = expected
        self.actual = actual
        self.hint = hint
    }
}

extension PageWriter {
    /// The page of an account's administrators.
    package func administration(_ view: AdministrationView) -> String {
        var values: [String: Any] = [
            "account": view.account, "console": settings.publicURL + "/console",
            "page": settings.publicURL + "/console/admin",
        ]
        values["notes"] = notes(view)
        if let sessions = view.sessions { values["sessions"] = sessionsPart(sessions, view) }
        if let providers = view.providers { values["providers"] = ["rows": providers.map(row)] }
        if let records = view.records {
            values["records"] =
                [
                    "rows": records.map { row($0, tellsBroker: view.broker != nil) }, "checked": view.showsRefusals,
                    "tellsBroker": view.broker != nil,
                ] as [String: Any]
        }
        if !view.refusedRoles.isEmpty {
            var trust: [String: Any] = ["roles": view.refusedRoles]
            trust["note"] = view.broker.map { texts.text(.adminTrustBroker, ["name": $0]) }
            values["trust"] = trust
        }
        if !view.trials.isEmpty {
            values["trial"] = ["providers": view.trials.map { ["name": $0.name, "arn": $0.arn] }]
        }
        if !view.inspectors.isEmpty {
            values["inspect"] = ["providers": view.inspectors.map { ["name": $0.name, "arn": $0.arn] }]
        }
        return render("admin", title: texts[.adminTitle], canSignOut: true, values)
    }

    /// Of whom the page tells, and what is missing.
    private func notes(_ view: AdministrationView) -> [String] {
        var notes: [String] = []
        if let broker = view.broker { notes.append(texts.text(.adminBroker, ["name": broker])) }
        if view.isAlone { notes.append(texts[.adminAlone]) }
        if view.unreadable > 0 { notes.append(texts.text(.adminUnreadable, ["count": "\(view.unreadable)"])) }
        return notes
    }

    private func row(_ record: AdministrationView.Record, tellsBroker: Bool) -> [String: Any] {
        var row: [String: Any] = [
            "time": record.time.iso8601, "name": record.name, "who": record.who, "outcome": record.outcome,
            "id": record.requestID,
        ]
        if tellsBroker { row["giver"] = record.broker }
        return row
    }

    private func sessionsPart(_ sessions: [AdministrationView.Session], _ view: AdministrationView) -> [String: Any] {
        var values: [String: Any] = [
            "search": view.search, "revokes": view.canRevoke, "tellsBroker": view.broker != nil,
            "rows": sessions.map { row($0, view) },
        ]
        if sessions.isEmpty { values["none"] = texts[.adminNoSessions] }
        return values
    }

    private func row(_ session: AdministrationView.Session, _ view: AdministrationView) -> [String: Any] {
        var row: [String: Any] = [
            "id": session.id, "arn": session.arn, "address": session.address ?? "",
            "since": session.issuedAt.iso8601, "until": session.end.iso8601,
        ]
        row["subject"] = session.subject
        if view.broker != nil { row["giver"] = session.broker }
        guard view.canRevoke else { return row }
        var buttons: [String: Any] = ["label": texts.text(.adminEndLabel, ["id": session.id])]
        buttons["userLabel"] = session.subject.map { texts.text(.adminEndUserLabel, ["user": $0]) }
        row["ends"] = buttons
        return row
    }

    private func row(_ provider: AdministrationView.Provider) -> [String: Any] {
        [
            "name": provider.name, "arn": provider.arn, "entityIDs": provider.entityIDs.joined(separator: ", "),
            "keys": provider.keysEnd?.iso8601 ?? "–", "metadata": provider.metadataEnd?.iso8601 ?? "–",
            "use": provider.lastUse?.iso8601 ?? "–",
        ]
    }

    /// What was found of a response.
    ///
    /// - Parameter roles: those that it would give.
    package func report(
        _ checks: [CheckView], roles: [String], attributes: [(name: String, values: [String])]
    ) -> String {
        let failed = checks.count { $0.status == .failed }
        return render(
            "report", title: texts[.reportTitle], canSignOut: true,
            [
                "summary": failed == 0 ? texts[.reportGood] : texts.text(.reportBad, ["count": "\(failed)"]),
                "bad": failed > 0, "roles": roles, "back": settings.publicURL + "/console/admin",
                "attributes": attributes.map { ["name": $0.name, "values": $0.values.joined(separator: ", ")] },
                "checks": checks.map(row),
            ])
    }

    private func row(_ check: CheckView) -> [String: Any] {
        var row: [String: Any] = ["name": check.name, "expected": check.expected, "actual": check.actual]
        row["hint"] = check.hint
        switch check.status {
        case .passed: row["status"] = texts[.checkPassed]
        case .failed:
            row["status"] = texts[.checkFailed]
            row["isFailed"] = true
        case .skipped: row["status"] = texts[.checkSkipped]
        }
        return row
    }
}
