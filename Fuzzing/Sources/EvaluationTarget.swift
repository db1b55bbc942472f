import Foundation
import IAMPolicy

extension FuzzTarget {
    /// A request and two policies, a line each but for the policies: principal, action, resource, then keys and values, and
    /// a NUL before each policy.
    private static func request(_ text: Substring) -> RequestContext? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(40)
        guard lines.count >= 3 else { return nil }
        var keys = ContextKeys()
        for line in lines.dropFirst(3) {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            keys[String(parts[0])] = parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        return RequestContext(
            principal: Principal(parsing: String(lines[0])) ?? .anonymous, action: String(lines[1]),
            resource: String(lines[2]), keys: keys)
    }

    private static func policy(_ text: Substring, _ kind: PolicyKind = .managed) -> PolicyDocument? {
        try? PolicyDocument(simulating: String(text), kind: kind)
    }

    /// Decisions: a deny wins, a limit never grants, and every answer has its reason.
    static let evaluation = FuzzTarget(name: "evaluation", dictionary: "policy") {
        let requests = [
            "arn:aws:iam::123456789012:user/ana\ns3:GetObject\narn:aws:s3:::b/ana/x\naws:username=ana\nk=a,b\n"
                + "aws:SourceIp=10.1.2.3\naws:SecureTransport=true\naws:CurrentTime=2026-06-01T00:00:00Z",
            "arn:aws:iam::123456789012:saml-provider/corp\nsts:AssumeRoleWithSAML\narn:aws:iam::123456789012:role/r\n"
                + "saml:aud=https://signin.aws.amazon.com/saml\nsaml:edupersonaffiliation=staff,member",
            "lambda.amazonaws.com\nsts:AssumeRole\narn:aws:iam::123456789012:role/a/b\nsts:RoleSessionName=x",
            "123456789012\ns3:PutObject\narn:aws:s3:::b/k\ns3:max-keys=7\naws:EpochTime=1700000000\naws:TagKeys=a",
        ]
        return PolicySeeds.all.enumerated().map { number, text in
            let other = PolicySeeds.all[(number + 1) % PolicySeeds.all.count]
            return Array("\(requests[number % requests.count])\0\(text)\0\(other)".utf8)
        }
    } prepare: {
        guard
            let denyAll = policy(#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#)
        else { fatalError("the policy that denies everything is not read") }
        return { bytes in
            guard let text = String(validating: bytes, as: UTF8.self) else { return }
            let parts = text.split(separator: "\0", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count > 1, let request = request(parts[0]), let first = policy(parts[1]) else { return }
            let second = parts.count > 2 ? policy(parts[2], .resource) : nil
            check(request, first, second, denyAll)
        }
    }

    private static func check(
        _ request: RequestContext, _ first: PolicyDocument, _ second: PolicyDocument?, _ denyAll: PolicyDocument
    ) {
        let one = AttachedPolicy(name: "one", document: first)
        let identity = PolicySet(identity: [one])
        let alone = decide(identity, request)
        var denied = identity
        denied.identity.append(AttachedPolicy(name: "deny", document: denyAll))
        hold(!decide(denied, request).isAllowed, "allowed in spite of a deny")
        hold(decide(PolicySet(identity: [one, one]), request).effect == alone.effect, "twice is not once")
        _ = first.evaluateTrust(request).explanation
        guard let second else { return }
        let two = AttachedPolicy(name: "two", document: second)
        for limited in [
            PolicySet(identity: [one], boundaries: [two]), PolicySet(identity: [one], session: [two]),
            PolicySet(identity: [one], serviceControl: [[two]]),
        ] {
            hold(alone.isAllowed || !decide(limited, request).isAllowed, "a limit grants")
        }
        _ = decide(PolicySet(identity: [one], resource: two), request)
        let both = decide(PolicySet(identity: [one, two]), request)
        let reverse = decide(PolicySet(identity: [two, one]), request)
        hold(both.effect == reverse.effect, "the order of policies counts")
        if alone.effect == .explicitlyDenied {
            hold(both.effect == .explicitlyDenied, "a deny that another takes away")
        }
    }

    private static func decide(_ policies: PolicySet, _ request: RequestContext) -> PolicyDecision {
        let decision = policies.evaluate(request)
        hold(!decision.explanation.isEmpty, "a decision without an explanation")
        // The root of an account needs no statement for what is the account's.
        if case .account = request.principal { return decision }
        if decision.isAllowed { hold(!decision.matchedStatements.isEmpty, "allowed by no statement") }
        return decision
    }
}
