import Accounts
import Claims
import Encodings
internal import IAMPolicy
internal import SAML2
import Sessions

/// Every context key that a trust policy may ask about when the subject of an assertion wants a role.
struct AssertionContext {
    let claims: RoleClaims
    let provider: SAMLProvider
    let subject: SAMLSubject
    let call: Call

    var keys: ContextKeys {
        // Twenty keys at most have a single value; the others come from attributes and tags.
        var keys = ContextKeys(minimumCapacity: 20 + claims.contextKeys.entries.count + claims.tags.count)
        for entry in claims.contextKeys.entries { keys[entry.key] = entry.values }
        addSAMLKeys(to: &keys)
        addSessionKeys(to: &keys)
        addGlobalKeys(to: &keys)
        return keys
    }

    private func addSAMLKeys(to keys: inout ContextKeys) {
        keys["saml:aud"] = [claims.assertion.recipient]
        keys["saml:iss"] = [claims.assertion.issuer]
        keys["saml:sub"] = [subject.subject]
        keys["saml:sub_type"] = [subject.type]
        keys["saml:doc"] = [provider.document]
        keys["saml:namequalifier"] = [subject.nameQualifier]
    }

    private func addSessionKeys(to keys: inout ContextKeys) {
        keys["sts:rolesessionname"] = [claims.roleSessionName]
        for tag in claims.tags { keys["aws:requesttag/\(tag.key)"] = [tag.value] }
        if !claims.tags.isEmpty { keys["aws:tagkeys"] = claims.tags.map(\.key) }
        if !claims.transitiveTagKeys.isEmpty { keys["sts:transitivetagkeys"] = claims.transitiveTagKeys }
        if let identity = claims.sourceIdentity { keys["sts:sourceidentity"] = [identity] }
    }

    private func addGlobalKeys(to keys: inout ContextKeys) {
        let now = call.now
        keys["aws:currenttime"] = [now.iso8601]
        keys["aws:epochtime"] = [String(now.epochSeconds)]
        keys["aws:securetransport"] = [call.context.secureTransport ? "true" : "false"]
        keys["aws:federatedprovider"] = [provider.arn.description]
        if let address = call.context.sourceIPAddress { keys["aws:sourceip"] = [address] }
        if let agent = call.context.userAgent { keys["aws:useragent"] = [agent] }
        if let region = call.context.region { keys["aws:requestedregion"] = [region] }
    }
}
