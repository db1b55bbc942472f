package import Encodings

/// What the sign-in page of an account shows.
package struct UserForm: Sendable {
    /// Why nobody was signed in.
    package enum Problem: Sendable {
        /// Account, name, password or one-time password is not right.
        case wrong
        /// Too much time has gone by.
        case over
        /// Too many attempts; seconds to wait.
        case tooMany(wait: Int)
        /// The password has to be changed, and its user may not.
        case mayNotChange
        /// Not the user's fault.
        case unavailable
        /// In AWS's words.
        case text(String)
    }

    let account: String
    let userName: String
    let destination: String?
    let problem: Problem?
    let requestID: String?

    /// Makes a form; what is known already stands in it.
    package init(
        account: String, userName: String, destination: String?, problem: Problem? = nil, requestID: String? = nil
    ) {
        self.account = account
        self.userName = userName
        self.destination = destination
        self.problem = problem
        self.requestID = requestID
    }
}

/// The end of a user's password, which comes soon.
package struct PasswordNotice: Sendable {
    let end: Timestamp
    let daysLeft: Int
    let mayChange: Bool

    /// Tells of one.
    ///
    /// - Parameter mayChange: whether its user may choose another one.
    package init(end: Timestamp, daysLeft: Int, mayChange: Bool) {
        (self.end, self.daysLeft, self.mayChange) = (end, daysLeft, mayChange)
    }
}

extension PageWriter {
    /// The sign-in page of an account's users.
    package func userSignIn(_ form: UserForm) -> String {
        var values = step(nil, form.destination)
        values["account"] = form.account
        values["userName"] = form.userName
        values["problem"] = form.problem.map(problem)
        if let id = form.requestID { values["reference"] = texts.text(.reference, ["reference": id]) }
        if let url = settings.loginURL { values["other"] = url }
        return render("user", title: texts[.userTitle], values)
    }

    /// Asks for a one-time password.
    ///
    /// - Parameter devices: serial numbers of those that give one.
    package func mfa(devices: [String], step: String, destination: String?) -> String {
        var values = self.step(step, destination)
        if devices.count > 1 {
            values["devices"] = devices.map { device in
                ["value": device, "name": device.split(separator: "/").last.map(String.init) ?? device]
            }
            values["several"] = "yes"
        }
        return render("mfa", title: texts[.mfaTitle], values)
    }

    /// Asks for another password.
    package func newPassword(
        isExpired: Bool = false, problem: String? = nil, step: String, destination: String?
    ) -> String {
        var values = self.step(step, destination)
        values["why"] = texts[isExpired ? .passwordExpired : .passwordRequired]
        values["problem"] = problem
        return render("password", title: texts[.passwordTitle], values)
    }

    /// Lets a user who is signed in choose another password.
    package func changePassword(problem: String? = nil) -> String {
        var values: [String: Any] = [
            "action": settings.publicURL + "/console/password", "why": texts[.passwordFree], "asksCurrent": true,
        ]
        values["problem"] = problem
        return render("password", title: texts[.passwordTitle], canSignOut: true, values)
    }

    /// What somebody is told who does not know the password that he changes.
    package var wrongPassword: String { texts[.passwordCurrentWrong] }

    /// What the layout of the console says of a password that ends soon.
    func notice(_ notice: PasswordNotice) -> [String: Any] {
        let date = String(notice.end.iso8601.prefix(10))
        var values: [String: Any] = [
            "text": texts.text(.passwordEnds, ["date": date, "days": "\(notice.daysLeft)"])
        ]
        if notice.mayChange { values["url"] = settings.publicURL + "/console/password" }
        return values
    }

    /// What somebody is told who was not signed in.
    package func problem(_ problem: UserForm.Problem) -> String {
        switch problem {
        case .wrong: texts[.userWrong]
        case .over: texts[.userOver]
        case .tooMany(let seconds): texts.text(.userTooMany, ["time": texts.time(seconds: seconds)])
        case .mayNotChange: texts[.passwordMayNot]
        case .unavailable: texts[.adviceLater]
        case .text(let text): text
        }
    }

    private func step(_ step: String?, _ destination: String?) -> [String: Any] {
        var values: [String: Any] = ["action": settings.publicURL + "/console/user"]
        values["step"] = step
        values["destination"] = destination
        return values
    }
}
