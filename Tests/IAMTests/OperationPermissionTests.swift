import AWSQuery
import Accounts
import IAM
import Testing

/// Goes over the table of operations, so that it grows with it.
@Suite("The permission of each operation")
struct OperationPermissionTests {
    @Test("It is denied without a policy, and allowed by one that names the action and the resource")
    func permission() async throws {
        let world = try World()
        let denied = try await world.user("denied")
        for operation in IAMService.operations.values.sorted(by: { $0.name < $1.name }) {
            let parameters = SampleParameters(operation).texts
            let resource = resource(of: operation, parameters, caller: "denied")
            let fault = try await world.fault(operation.name, parameters, as: denied)
            #expect(fault.code == "AccessDenied", "\(operation.name): \(fault)")
            #expect(fault.status == 403)
            #expect(
                fault.message.hasPrefix(
                    "User: arn:aws:iam::123456789012:user/denied is not authorized to perform: iam:\(operation.name) "
                        + "on resource: \(resource)"),
                "\(operation.name): \(fault.message)")
            try await expectAllowed(world, operation, parameters)
        }
    }

    @Test("A rule names parameters that its operation has")
    func names() {
        for operation in IAMService.operations.values {
            let declared = Set(operation.parameters.map(\.name.text))
            for name in Self.names(in: operation.access) {
                #expect(declared.contains(name), "\(operation.name) has no parameter \(name)")
            }
        }
    }

    private static func names(in rule: AccessRule) -> [String] {
        var names = rule.further.map(\.parameter.text) + [rule.passedRole].compactMap { $0?.text }
        switch rule.resource {
        case .any, .caller: break
        case .renamed(_, let name, let newName): names += [name.text, newName.text]
        case .entity(_, let name), .new(_, let name), .userOrCaller(let name), .userOfAccessKey(let name),
            .arn(let name), .deletionTask(let name), .newServiceLinkedRole(let name):
            names.append(name.text)
        }
        for key in rule.keys {
            switch key {
            case .policyARN(let name), .serviceName(let name): names.append(name.text)
            case .permissionsBoundary(let name): if let name { names.append(name.text) }
            case .requestTags: names.append("Tags")
            case .tagKeys: names.append("TagKeys")
            }
        }
        return names
    }

    private func expectAllowed(
        _ world: World, _ operation: IAMOperation, _ parameters: [String: String]
    ) async throws {
        let name = "a-\(operation.name)"
        let resource = resource(of: operation, parameters, caller: name)
        // The name of a service-linked role follows from the service.
        let pattern = resource.hasSuffix("/") ? resource + "*" : resource
        // Whoever gives a role needs the permission to pass it, which has a test of its own.
        let caller = try await world.user(
            name, World.policy("iam:\(operation.name)", resource: pattern), World.policy("iam:PassRole"))
        do {
            _ = try await world.perform(operation.name, parameters, as: caller)
        } catch let fault as QueryFault {
            // The operation itself may not like the parameters.
            #expect(!fault.message.contains("is not authorized to perform"), "\(operation.name): \(fault)")
        }
        let other = try await world.user(
            "o-\(operation.name)", World.policy("iam:\(operation.name)x", resource: pattern))
        let fault = try await world.fault(operation.name, parameters, as: other)
        #expect(fault.code == "AccessDenied", "\(operation.name): \(fault)")
    }

    /// The ARN that the rule of an operation comes to; of a service-linked role, its beginning and a wildcard.
    private func resource(
        of operation: IAMOperation, _ parameters: [String: String], caller: String
    ) -> String {
        let prefix = "arn:aws:iam::123456789012:"
        func value(_ name: ParameterName) -> String { parameters[name.text] ?? "" }
        switch operation.access.resource {
        case .any: return "*"
        // No key and no new name is among the parameters.
        case .userOfAccessKey: return "*"
        case .deletionTask: return "\(prefix)role/*"
        case .entity(let kind, let name), .new(let kind, let name), .renamed(let kind, let name, _):
            let type =
                [
                    EntityKind.samlProvider: "saml-provider", .oidcProvider: "oidc-provider", .mfaDevice: "mfa",
                    .instanceProfile: "instance-profile", .serverCertificate: "server-certificate",
                ][kind]
                ?? kind.rawValue
            return "\(prefix)\(type)/\(value(name))"
        case .userOrCaller(let name): return "\(prefix)user/\(parameters[name.text] ?? caller)"
        case .caller: return "\(prefix)user/\(caller)"
        case .arn(let name): return value(name)
        case .newServiceLinkedRole(let service): return "\(prefix)role/aws-service-role/\(value(service))/"
        }
    }
}

/// Values for the required parameters of an operation that its constraints allow.
struct SampleParameters {
    private(set) var texts: [String: String] = [:]

    /// Where the constraints do not say all.
    private static let known = [
        "PolicyArn": "arn:aws:iam::123456789012:policy/sample",
        "PolicySourceArn": "arn:aws:iam::123456789012:role/sample",
        "SAMLProviderArn": "arn:aws:iam::123456789012:saml-provider/sample",
        "OpenIDConnectProviderArn": "arn:aws:iam::123456789012:oidc-provider/sample.example.org/x",
        "SerialNumber": "arn:aws:iam::123456789012:mfa/sample",
        "JobId": "00000000-0000-0000-0000-000000000000",
        "AWSServiceName": "mediatailor.amazonaws.com", "SAMLMetadataDocument": String(repeating: "x", count: 1_000),
        "PolicyDocument": World.allowAll, "AssumeRolePolicyDocument": World.trust,
    ]
    private static let candidates = [
        "sample-name", "sample", "123456", "v1", "ABCDEFGHIJKLMNOPQRST", "/", "/sample/", "true",
        String(repeating: "a", count: 40), String(repeating: "x", count: 1_000),
    ]

    init(_ operation: IAMOperation) { add(operation.parameters, at: "") }

    private mutating func add(_ parameters: [Parameter], at place: String) {
        for parameter in parameters where parameter.isRequired { add(parameter.shape, place + parameter.name.text) }
    }

    private mutating func add(_ shape: ParameterShape, _ name: String) {
        switch shape {
        case .text(let shape):
            texts[name] = Self.known[name] ?? Self.candidates.first { Self.fits($0, shape) } ?? ""
        case .word(let words): texts[name] = words.first
        case .integer(let range): texts[name] = String(range.lowerBound)
        case .boolean: texts[name] = "true"
        case .list(let shape, _): add(shape, "\(name).member.1")
        case .structures(let members, _): add(members, at: "\(name).member.1.")
        }
    }

    private static func fits(_ text: String, _ shape: TextShape) -> Bool {
        let count = text.unicodeScalars.count
        return count >= shape.minimum && count <= shape.maximum ?? .max && shape.pattern?.holds(for: text) ?? true
    }
}
