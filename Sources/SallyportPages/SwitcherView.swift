/// The sessions of a browser, for the head of the console's page.
package struct SwitcherView: Sendable {
    /// A session, as forms name it.
    package struct Choice: Sendable {
        let id: String
        let name: String

        /// Names one.
        package init(id: String, name: String) { (self.id, self.name) = (id, name) }
    }

    /// A role that somebody has switched to.
    package struct Link: Sendable {
        let url: String
        let name: String

        /// Names one.
        package init(url: String, name: String) { (self.url, self.name) = (url, name) }
    }

    let title: String?
    let color: String?
    let back: Choice?
    let others: [Choice]
    let recent: [Link]
    let canSwitch: Bool

    /// Makes a view.
    ///
    /// - Parameters:
    ///   - title: what the user calls the role that he has switched to; `color` is its colour.
    ///   - back: the session that he came from.
    ///   - others: further sessions of the browser.
    package init(
        title: String?, color: String?, back: Choice?, others: [Choice], recent: [Link], canSwitch: Bool
    ) {
        self.title = title
        self.color = color
        self.back = back
        self.others = others
        self.recent = recent
        self.canSwitch = canSwitch
    }
}

extension PageWriter {
    /// What the layout takes of it.
    func switcher(_ view: SwitcherView) -> [String: Any] {
        var values: [String: Any] = ["action": settings.publicURL + "/console/session"]
        values["current"] = view.title.map { ["title": $0, "color": view.color?.lowercased() ?? ""] }
        values["back"] = view.back.map { ["id": $0.id, "text": texts.text(.switchBack, ["name": $0.name])] }
        if !view.others.isEmpty { values["choices"] = ["all": view.others.map { ["id": $0.id, "name": $0.name] }] }
        if view.canSwitch { values["switchRole"] = settings.publicURL + "/switchrole" }
        return values
    }

    /// The form that switches to a role.
    package func switchRole(
        account: String, roleName: String, displayName: String, color: String, colors: [String],
        recent: [SwitcherView.Link], problem: String?
    ) -> String {
        var values: [String: Any] = [
            "action": settings.publicURL + "/switchrole", "console": settings.publicURL + "/console",
            "account": account, "roleName": roleName, "displayName": displayName,
            "colors": colors.map {
                ["value": $0, "class": $0.lowercased(), "checked": $0 == color] as [String: Any]
            },
        ]
        values["problem"] = problem
        if !recent.isEmpty { values["recent"] = ["all": recent.map { ["url": $0.url, "name": $0.name] }] }
        return render("switchrole", title: texts[.switchTitle], canSignOut: true, values)
    }

    /// Why a role was not switched to, as far as anybody is told.
    ///
    /// - Parameter isOurs: whether it may work in a moment.
    package func switchProblem(isOurs: Bool, reference: String) -> String {
        texts[isOurs ? .adviceLater : .switchRefused] + " " + texts.text(.reference, ["reference": reference])
    }
}
