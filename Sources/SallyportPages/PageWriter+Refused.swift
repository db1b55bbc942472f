/// What somebody can do about a refusal.
package enum Advice: Sendable {
    /// Sign in anew: what was brought is used up, or too old.
    case startAgain
    /// Ask an administrator: the same would happen again.
    case administrator
    /// Wait a moment.
    case later
}

extension PageWriter {
    private static let logoutWord = "here"
    private static let logoutSentence = "To logout, click \(logoutWord)."

    /// A page that says why something did not come about: the text of AWS first, then what can be done.
    ///
    /// - Parameters:
    ///   - requestID: the number under which there is a record; nil when there is none.
    ///   - again: where its user signs in again; nil when no place is better than another.
    package func refused(
        title: TextName = .refusedTitle, message: String, advice: Advice? = nil, requestID: String?,
        again: String? = nil
    ) -> String {
        var values: [String: Any] = ["message": message]
        // AWS's sentence for a response without roles has a link in its last word.
        if message.hasSuffix(Self.logoutSentence) {
            values["message"] = String(message.dropLast(Self.logoutWord.count + 1))
            values["logout"] = ["url": settings.publicURL + "/federation?Action=logout", "text": Self.logoutWord]
        }
        switch advice {
        case .startAgain: values["advice"] = texts[.adviceAgain]
        case .administrator: values["advice"] = texts[.adviceAdministrator]
        case .later: values["advice"] = texts[.adviceLater]
        case nil: break
        }
        if let requestID { values["reference"] = texts.text(.reference, ["reference": requestID]) }
        if let again {
            values["next"] = ["url": again, "text": texts[.signInAgain]]
        } else if advice != .administrator {
            values["next"] = ["url": settings.loginURL ?? settings.publicURL + "/", "text": texts[.startAgain]]
        }
        return render("refused", title: texts[title], values)
    }

    /// The same with a text of ours.
    package func refused(title: TextName, message: TextName, again: String? = nil) -> String {
        refused(title: title, message: texts[message], requestID: nil, again: again)
    }
}
