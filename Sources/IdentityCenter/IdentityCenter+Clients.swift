package import Encodings
package import Foundation
package import Sessions

extension IdentityCenter {
    /// `RegisterClient`: the answer for a program that says who it is.
    ///
    /// Throws `ServiceFault`.
    package func registerClient(
        _ body: [UInt8], call: CallContext, at instant: Date
    ) throws(ServiceFault) -> JSONValue {
        let now = Timestamp(roundingDown: instant)
        let registration = try ClientRegistration(try RequestBody(body), at: now)
        let (id, secret) = try registrations.register(registration)
        return .object([
            JSONMember("clientId", id), JSONMember("clientSecret", secret),
            JSONMember("clientIdIssuedAt", .integer(now.epochSeconds)),
            JSONMember("clientSecretExpiresAt", .integer(registration.expiresAt.epochSeconds)),
            JSONMember("authorizationEndpoint", "\(settings.publicURL)/\(Self.authorizePath)"),
            JSONMember("tokenEndpoint", "\(settings.publicURL)/token"),
        ])
    }

    /// `StartDeviceAuthorization`: codes for a program and for its user.
    ///
    /// Throws `ServiceFault`.
    package func startDeviceAuthorization(
        _ body: [UInt8], call: CallContext, at instant: Date
    ) async throws(ServiceFault) -> JSONValue {
        let now = Timestamp(roundingDown: instant)
        let body = try RequestBody(body)
        let client = try registrations.client(of: body, at: now)
        guard client.registration.allows(.deviceCode) else { throw .unauthorizedClient }
        guard isStart(try body.required("startUrl", limit: 2_048)) else {
            throw .invalidRequest("startUrl is not \(settings.publicURL)/\(Self.startPath)")
        }
        if let wait = limits.questions.take(IPAddress.site(of: call.sourceIPAddress ?? ""), at: now) {
            throw .slowDown(seconds: wait)
        }
        let grant = ClientGrant(
            client, .device, sourceAddress: call.sourceIPAddress, userAgent: call.userAgent, askedAt: now,
            seconds: DeviceAuthorization.seconds)
        let (code, userCode) = try await keep(grant)
        let place = "\(settings.publicURL)/\(Self.devicePath)"
        return .object([
            JSONMember("deviceCode", code.text), JSONMember("userCode", userCode.text),
            JSONMember("verificationUri", place),
            JSONMember("verificationUriComplete", "\(place)?user_code=\(userCode.text)"),
            JSONMember("expiresIn", .integer(DeviceAuthorization.seconds)),
            JSONMember("interval", .integer(Int64(DeviceAuthorization.interval))),
        ])
    }

    /// Whether a start URL is this broker's; a fragment and a slash at the end say nothing.
    private func isStart(_ url: String) -> Bool {
        var url = url.prefix { $0 != "#" }
        if url.last == "/" { url = url.dropLast() }
        return [settings.publicURL, "\(settings.publicURL)/\(Self.startPath)"].contains {
            $0.utf8.elementsEqual(url.utf8)
        }
    }

    private func keep(_ grant: ClientGrant) async throws(ServiceFault) -> (code: GrantCode, userCode: UserCode) {
        for _ in 0..<DeviceAuthorization.attempts {
            let (code, userCode) = (GrantCode(random: random), UserCode(random: random))
            do throws(ClientGrants.Failure) {
                if try await grants.keep(grant, code, userCode: userCode) { return (code, userCode) }
            } catch {
                throw .internalServer(cause: error.cause)
            }
        }
        throw .internalServer(cause: "no user code is free")
    }
}
