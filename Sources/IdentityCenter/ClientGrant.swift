package import Encodings
import Portal

/// What a program asks a user for, and what he has answered.
package struct ClientGrant: Sendable {
    /// How the answer comes to the program.
    enum Way: Sendable {
        /// It asks for it.
        case device
        /// The browser brings it.
        case redirect(to: LoopbackURI, CodeChallenge)
    }

    /// What the user has answered.
    enum Answer: Sendable {
        case none
        case denied
        case allowed(ProgramPermission)
    }

    /// Name of the program, as it says.
    package let program: String
    /// Digest of its id.
    let client: String
    let way: Way
    /// The role that its user has chosen for it; nil for a program that gets all of his.
    let roleARN: String?
    /// Where the question came from.
    package let sourceAddress: String?
    /// What the program sent as its user agent.
    package let userAgent: String?
    /// When.
    package let askedAt: Timestamp
    /// The first instant at which it is over.
    package let expiresAt: Timestamp
    var answer: Answer

    private static let version: UInt8 = 1
    /// With a role.
    private static let roleVersion: UInt8 = 2

    init(
        _ client: ClientRegistrations.Client, _ way: Way, sourceAddress: String?, userAgent: String?,
        askedAt: Timestamp,
        seconds: Int64, answer: Answer = .none
    ) {
        program = client.registration.name
        self.client = client.digest
        self.way = way
        roleARN = nil
        self.sourceAddress = sourceAddress
        self.userAgent = userAgent.map { $0.cut(to: 256) }
        self.askedAt = askedAt
        expiresAt = askedAt.advanced(bySeconds: seconds)
        self.answer = answer
    }

    /// The question of `aws login`, and its answer.
    init(
        login request: LoginRequest, roleARN: String, sourceAddress: String?, userAgent: String?, askedAt: Timestamp,
        answer: Answer
    ) {
        program = LoginRequest.clientName
        client = LoginRequest.digest
        way = .redirect(to: request.redirectURI, request.challenge)
        self.roleARN = roleARN
        self.sourceAddress = sourceAddress
        self.userAgent = userAgent.map { $0.cut(to: 256) }
        self.askedAt = askedAt
        expiresAt = askedAt.advanced(bySeconds: CodeRequest.seconds)
        self.answer = answer
    }

    /// What is kept under a seal.
    var message: [UInt8] {
        var writer = ByteWriter(capacity: 1_024)
        writer.write(roleARN == nil ? Self.version : Self.roleVersion)
        if let roleARN { writer.write(roleARN) }
        writer.write(program)
        writer.write(client)
        if case .redirect(let uri, let challenge) = way {
            writer.write([uri.text, challenge.text])
        } else {
            writer.write([String]())
        }
        writer.write(sourceAddress)
        writer.write(userAgent)
        writer.write(askedAt)
        writer.write(expiresAt)
        switch answer {
        case .none: writer.write(0 as UInt8)
        case .denied: writer.write(1 as UInt8)
        case .allowed(let permission):
            writer.write(2 as UInt8)
            writer.write(raw: permission.message)
        }
        return writer.bytes
    }

    init(message: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(message[...])
        let version = try reader.readByte()
        guard version == Self.version || version == Self.roleVersion else { throw MalformedBytes() }
        roleARN = version == Self.roleVersion ? try reader.readText() : nil
        program = try reader.readText()
        client = try reader.readText()
        way = try Self.way(try reader.readTexts())
        sourceAddress = try reader.readOptionalText()
        userAgent = try reader.readOptionalText()
        askedAt = try reader.readTimestamp()
        expiresAt = try reader.readTimestamp()
        switch try reader.readByte() {
        case 0: answer = .none
        case 1: answer = .denied
        case 2:
            let rest = try reader.read(count: reader.remaining)
            answer = .allowed(try ProgramPermission(message: rest))
        default: throw MalformedBytes()
        }
        try reader.finish()
    }

    private static func way(_ texts: [String]) throws(MalformedBytes) -> Way {
        guard let first = texts.first else { return .device }
        guard texts.count == 2, let uri = LoopbackURI(first), let challenge = CodeChallenge(texts[1]) else {
            throw MalformedBytes()
        }
        return .redirect(to: uri, challenge)
    }
}
