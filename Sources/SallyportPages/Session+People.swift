import Accounts
import Sessions

extension Session {
    /// Who it is, as people know him: by the name that his identity provider gives, that of a user, or that of the session.
    var userNameForPeople: String {
        saml?.subject.subject ?? (kind == .sessionToken ? issuer.name : name)
    }
}
