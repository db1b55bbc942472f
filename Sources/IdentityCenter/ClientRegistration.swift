import Encodings

/// What a program has said of itself, so that it may ask users for sessions.
///
/// Anybody may register a program under any name, so that nothing follows from it.
package struct ClientRegistration: Hashable, Sendable {
    /// Seconds that it lasts: 90 days.
    static let lifetime: Int64 = 7_776_000
    /// Bytes of a name at most.
    static let longestName = 128
    /// Redirect URIs at most.
    static let mostRedirectURIs = 4
    /// For what there are tokens: accounts and roles.
    static let scope = "sso:account:access"

    /// Its name, as it says.
    package let name: String
    /// Where codes may be sent.
    let redirectURIs: [LoopbackURI]
    /// How it asks for tokens; none means by device codes.
    let grantTypes: [GrantType]
    /// Whether its tokens can be refreshed: when it has registered for the scope, as AWS has it.
    let isRefreshing: Bool
    /// The first instant at which it counts no more.
    let expiresAt: Timestamp

    private static let version: UInt8 = 1

    /// Whether it may ask in this way.
    func allows(_ type: GrantType) -> Bool {
        switch type {
        case .deviceCode: grantTypes.isEmpty || grantTypes.contains(type)
        case .authorizationCode: grantTypes.contains(type) && !redirectURIs.isEmpty
        case .refreshToken: isRefreshing
        }
    }

    /// What is sealed.
    var message: [UInt8] {
        var writer = ByteWriter(capacity: 256)
        writer.write(Self.version)
        writer.write(expiresAt)
        writer.write(name)
        writer.write(redirectURIs.map(\.text))
        writer.write(grantTypes.map(\.rawValue))
        writer.write(isRefreshing ? 1 : 0 as UInt8)
        return writer.bytes
    }

    init(message: [UInt8]) throws(MalformedBytes) {
        var reader = ByteReader(message[...])
        guard try reader.readByte() == Self.version else { throw MalformedBytes() }
        expiresAt = try reader.readTimestamp()
        name = try reader.readText()
        redirectURIs = try reader.readTexts().compactMap(LoopbackURI.init)
        grantTypes = try reader.readTexts().compactMap(GrantType.init)
        isRefreshing = try reader.readByte() == 1
        try reader.finish()
    }

    /// Reads what a program says of itself.
    ///
    /// Throws `ServiceFault`.
    init(_ body: RequestBody, at now: Timestamp) throws(ServiceFault) {
        name = try body.required("clientName", limit: Self.longestName)
        guard !name.isBlank else { throw .invalidMetadata("clientName is blank") }
        guard try body.required("clientType") == "public" else {
            throw .invalidMetadata("There are public clients alone")
        }
        redirectURIs = try body.texts("redirectUris", most: Self.mostRedirectURIs).map { text throws(ServiceFault) in
            guard let uri = LoopbackURI(text) else { throw .invalidRedirectURI }
            return uri
        }
        grantTypes = try body.texts("grantTypes").map { text throws(ServiceFault) in
            guard let type = GrantType(rawValue: text) else { throw .unsupportedGrantType }
            return type
        }
        let scopes = try body.texts("scopes")
        guard scopes.allSatisfy({ $0 == Self.scope }) else { throw .invalidScope }
        isRefreshing = !scopes.isEmpty || grantTypes.contains(.refreshToken)
        expiresAt = now.advanced(bySeconds: Self.lifetime)
    }
}
