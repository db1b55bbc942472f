extension PageWriter {
    /// What this server is, and where to begin.
    package func start(isSignedIn: Bool) -> String {
        opening(
            title: .startTitle, [.startWhat] + (isSignedIn || settings.loginURL != nil ? [] : [.startHow]), isSignedIn)
    }

    /// What the address is for that identity providers post to.
    package func assertionConsumerService(isSignedIn: Bool) -> String {
        opening(title: .samlTitle, [.samlWhat] + (settings.loginURL != nil ? [] : [.startHow]), isSignedIn)
    }

    private func opening(title: TextName, _ paragraphs: [TextName], _ isSignedIn: Bool) -> String {
        var values: [String: Any] = ["paragraphs": paragraphs.map { texts[$0] }]
        if isSignedIn {
            values["next"] = ["url": settings.publicURL + "/console", "text": texts[.startConsole]]
        } else if let login = settings.loginURL {
            values["next"] = ["url": login, "text": texts[.startLogin]]
        }
        return render("start", title: texts[title], values)
    }
}
