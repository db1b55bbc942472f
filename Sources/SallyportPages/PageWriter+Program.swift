import Encodings

/// What somebody is asked about a program that wants a session of his.
package struct ProgramQuestion: Sendable {
    /// Where the question comes from.
    package enum Place: Sendable {
        /// The machine of the browser; the address that gets the answer.
        case thisMachine(String)
        /// The browser's own address, with what the program calls itself.
        case sameAddress(String, String?)
        /// Another one.
        case otherAddress(String, String?)
    }

    let program: String
    let user: String
    let code: String?
    let place: Place
    let secondsAgo: Int?
    let action: String
    let fields: [(name: String, value: String)]
    let roles: [(arn: String, name: String)]

    /// Makes a question.
    ///
    /// - Parameters:
    ///   - program: its name, as it says.
    ///   - user: who is signed in.
    ///   - code: what is to be compared with what the program shows; nil without one.
    ///   - secondsAgo: when the program has asked; nil for now.
    ///   - action: path of the form; `fields` are hidden in it.
    ///   - roles: of which it shall get one; none means all that there are.
    package init(
        program: String, user: String, code: String?, place: Place, secondsAgo: Int?, action: String,
        fields: [(name: String, value: String)], roles: [(arn: String, name: String)] = []
    ) {
        self.program = program
        self.user = user
        self.code = code
        self.place = place
        self.secondsAgo = secondsAgo
        self.action = action
        self.fields = fields
        self.roles = roles
    }
}

extension PageWriter {
    /// Asks whether a program may have a session.
    package func program(_ question: ProgramQuestion) -> String {
        var values: [String: Any] = [
            "user": question.user, "program": question.program, "action": settings.publicURL + question.action,
            "fields": question.fields.map { ["name": $0.name, "value": $0.value] },
        ]
        values["code"] = question.code
        if !question.roles.isEmpty {
            values["roles"] = ["all": question.roles.map { ["arn": $0.arn, "name": $0.name] }]
        }
        if let seconds = question.secondsAgo {
            values["asked"] = texts.text(.timeAgo, ["time": texts.time(seconds: seconds)])
        }
        switch question.place {
        case .thisMachine(let uri):
            values["machine"] = uri
        case .sameAddress(let address, let agent):
            values["address"] = texts.text(.sameAddress, ["address": address])
            values["agent"] = agent
        case .otherAddress(let address, let agent):
            values["address"] = texts.text(.otherAddress, ["address": address])
            values["elsewhere"] = true
            values["agent"] = agent
        }
        return render("program", title: texts[.programTitle], canSignOut: true, values)
    }

    /// Asks for the code that a program shows.
    ///
    /// - Parameter isUnknown: whether what was typed is no code, or none any more.
    package func code(user: String, typed: String = "", isUnknown: Bool = false) -> String {
        var values: [String: Any] = ["user": user, "typed": typed, "action": settings.publicURL + "/device"]
        if isUnknown { values["unknown"] = texts[.unknownCode] }
        return render("code", title: texts[.codeTitle], canSignOut: true, values)
    }

    /// Sends somebody who is not signed in there, and then back.
    package func signInFirst(thenTo place: String) -> String {
        var values: [String: Any] = ["message": texts[settings.loginURL == nil ? .programSignIn : .programSignInHere]]
        if let login = settings.loginURL {
            values["next"] = [
                "url": "\(login)?destination=\(PercentEncoding.encode(place))", "text": texts[.programSignInLink],
            ]
        }
        return render("refused", title: texts[.programSignInTitle], values)
    }

    /// What became of it.
    package func answered(isAllowed: Bool) -> String {
        isAllowed
            ? refused(title: .programAllowedTitle, message: .programAllowed)
            : refused(title: .programDeniedTitle, message: .programDenied)
    }
}
