import Accounts
import Portal
import STS

extension PageWriter {
    /// The page on which a role is chosen, with the form that clients of AWS's page read: `form#saml_form`,
    /// `fieldset > div.saml-account`, radio buttons `roleIndex`.
    ///
    /// - Parameters:
    ///   - response: the field of the form that was posted, which goes back with the choice.
    ///   - formToken: by which the portal session knows its own form; nil without one.
    ///   - reference: the number under which it is recorded why roles are refused.
    package func choice(
        _ roles: RoleList, user: String, response: String, relayState: String, formToken: String?, reference: String
    ) -> String {
        var values: [String: Any] = [
            "action": settings.publicURL + "/saml", "response": response, "relayState": relayState, "user": user,
            "search": roles.isLong ? "yes" : "",
            "accounts": roles.groups.map { group in
                [
                    "name": SAMLSignIn.text(of: group.account),
                    "roles": group.offers.map { role($0) },
                ] as [String: Any]
            },
        ]
        values["formToken"] = formToken
        if roles.hasRefusals { values["reference"] = texts.text(.refusedRoles, ["reference": reference]) }
        return render("choice", title: texts[.selectRole], values)
    }

    private func role(_ offer: RoleOffer) -> [String: Any] {
        var values: [String: Any] = [
            "arn": "\(offer.roleARN)", "name": offer.roleName, "refused": offer.refusal != nil,
        ]
        values["details"] = offer.details
        if offer.refusal == nil {
            values["length"] = texts.text(.sessionLength, ["time": texts.time(seconds: offer.sessionSeconds)])
        }
        return values
    }
}
