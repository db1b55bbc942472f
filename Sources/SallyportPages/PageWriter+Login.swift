/// Where one can sign in.
package struct LoginChoice: Sendable, Hashable {
    /// A name for people.
    package let name: String
    /// The entityID of the identity provider.
    package let entityID: String
    /// The link that leads there.
    package let url: String

    /// Names one.
    package init(name: String, entityID: String, url: String) {
        (self.name, self.entityID, self.url) = (name, entityID, url)
    }
}

extension PageWriter {
    /// Where one can sign in.
    package func login(_ choices: [LoginChoice]) -> String {
        render(
            "login", title: texts[.loginTitle],
            ["choices": choices.map { ["name": $0.name, "url": $0.url] }])
    }

    /// A form that goes on to another site by itself, and has a button where there is no script.
    package func posting(_ fields: [(name: String, value: String)], to url: String) -> String {
        render(
            "post", title: texts[.postTitle],
            ["action": url, "fields": fields.map { ["name": $0.name, "value": $0.value] }])
    }

    /// Somebody has signed out; not everywhere, when the identity provider says so.
    package func signedOut(isComplete: Bool, again: String? = nil) -> String {
        refused(title: .signedOutTitle, message: isComplete ? .signedOut : .signedOutHere, again: again)
    }
}
