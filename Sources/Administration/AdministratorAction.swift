/// What administrators may do on their pages, as IAM policies name it.
///
/// Each is asked for on `*`. What it shows and ends is of the account whose policies allow it, and of no other.
package enum AdministratorAction: String, CaseIterable, Sendable {
    /// See who is signed in.
    case listSessions = "sallyport:ListSessions"
    /// End a session, the sessions of a user, or those of a role.
    case revokeSession = "sallyport:RevokeSession"
    /// See the identity providers, when their keys end, and when they were used last.
    case listProviders = "sallyport:ListProviders"
    /// See the last records of the audit.
    case readAudit = "sallyport:ReadAudit"
    /// Have a response checked that is pasted into a page.
    case inspectResponse = "sallyport:InspectResponse"
    /// Sign in at an identity provider to see what it says; gives nothing.
    case testProvider = "sallyport:TestProvider"
    /// See what a trust policy would say to the last sign-in that it refused; nothing is stored.
    case tryTrustPolicy = "sallyport:TryTrustPolicy"
}
