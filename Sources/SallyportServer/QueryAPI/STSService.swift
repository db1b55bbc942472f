import AWSSigV4
import Federation
import Foundation
import SAML2

/// The actions of the Security Token Service, version 2011-06-15.
struct STSService: Sendable {
    let broker: Broker
    let audit: any AuditSink
    private let verifier = SignatureVerifier(regions: nil, services: ["sts"])

    init(broker: Broker, audit: any AuditSink) {
        self.broker = broker
        self.audit = audit
    }

    var queryService: QueryService {
        QueryService(
            version: "2011-06-15", namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
            actions: [
                "AssumeRoleWithSAML": { query, _ throws(QueryError) in try await assumeRoleWithSAML(query) },
                "GetCallerIdentity": { query, request throws(QueryError) in try await getCallerIdentity(query, request)
                },
            ])
    }

    // MARK: AssumeRoleWithSAML

    /// Characters of a SAMLAssertion.
    private static let assertionLength = 4...100_000

    /// Takes no signature: the assertion proves who calls.
    private func assumeRoleWithSAML(_ query: QueryRequest) async throws(QueryError) -> [QueryReply.Member] {
        let values = try query.required("RoleArn", "PrincipalArn", "SAMLAssertion")
        let (roleARN, principalARN, encoded) = (values[0], values[1], values[2])
        let response = try validation(encoded, principalARN, query)
        let request = AssumeRoleWithSAMLRequest(
            roleARN: roleARN, principalARN: principalARN, response: response,
            durationSeconds: try query.integer("DurationSeconds"), policy: query.optional("Policy"),
            policyARNs: query.list("PolicyArns", field: "arn"), channel: .api)
        do throws(STSError) {
            let result = try await broker.service.assumeRoleWithSAML(request, call: query.call, at: query.instant)
            return Self.members(of: result)
        } catch {
            throw QueryError(error).recorded
        }
    }

    private func validation(
        _ encoded: String, _ principalARN: String, _ query: QueryRequest
    ) throws(QueryError) -> ResponseValidation {
        guard Self.assertionLength.contains(encoded.utf8.count) else {
            let bound = encoded.utf8.count < 4 ? "greater than or equal to 4" : "less than or equal to 100000"
            throw QueryError(
                code: "ValidationError",
                message: "1 validation error detected: Value at 'sAMLAssertion' failed to satisfy constraint: "
                    + "Member must have length \(bound)")
        }
        let xml: [UInt8]
        do throws(HTTPPostBinding.DecodingError) {
            xml = try HTTPPostBinding.decode(field: encoded.utf8)
        } catch {
            throw QueryError(STSError.invalidBase64(requestID: query.call.requestID))
        }
        guard let group = broker.group(providerARN: principalARN) else {
            throw QueryError(STSError.providerNotFound(arn: principalARN, requestID: query.call.requestID))
        }
        return group.validate(xml, at: query.instant)
    }

    private static func members(of result: AssumeRoleWithSAMLResult) -> [QueryReply.Member] {
        var members: [QueryReply.Member] = [
            .structure(
                "AssumedRoleUser",
                [.text("AssumedRoleId", result.assumedRoleID), .text("Arn", result.assumedRoleARN)]),
            .structure(
                "Credentials",
                [
                    .text("AccessKeyId", result.credentials.accessKeyID),
                    .text("SecretAccessKey", result.credentials.secretAccessKey),
                    .text("SessionToken", result.credentials.sessionToken),
                    .text("Expiration", result.credentials.expiration.iso8601),
                ]),
            .text("Subject", result.subject), .text("SubjectType", result.subjectType), .text("Issuer", result.issuer),
            .text("Audience", result.audience), .text("NameQualifier", result.nameQualifier),
        ]
        if let size = result.packedPolicySize { members.append(.text("PackedPolicySize", String(size))) }
        if let identity = result.sourceIdentity { members.append(.text("SourceIdentity", identity)) }
        return members
    }

    // MARK: GetCallerIdentity

    /// Needs no permission, only credentials.
    private func getCallerIdentity(
        _ query: QueryRequest, _ request: SignableRequest
    ) async throws(QueryError) -> [QueryReply.Member] {
        var event = AuditEvent(
            eventID: AuditEvent.makeID(broker.random), eventTime: Timestamp(roundingDown: query.instant),
            eventSource: "sts.amazonaws.com", eventName: "GetCallerIdentity", call: query.call,
            partition: broker.configuration.partition, userIdentity: .unknown)
        let session: Session
        do throws(QueryError) {
            session = try await authenticate(request, at: query.instant)
        } catch {
            event.errorCode = error.code
            event.errorMessage = error.message
            try? await audit.record(event)
            throw error.recorded
        }
        event.userIdentity = .assumedRole(session)
        event.recipientAccountID = session.accountID
        do throws(AuditError) {
            try await audit.record(event)
        } catch {
            throw QueryError(
                code: "ServiceUnavailable", message: "The service is unavailable. Please try again.", status: 503)
        }
        return [
            .text("Arn", session.assumedRoleARN), .text("UserId", session.assumedRoleID),
            .text("Account", session.accountID.description),
        ]
    }

    /// The session whose credentials signed the request.
    private func authenticate(_ request: SignableRequest, at instant: Date) async throws(QueryError) -> Session {
        let claim: AuthorizationClaim
        do throws(SignatureError) {
            claim = try verifier.claim(in: request)
        } catch {
            throw QueryError(error)
        }
        guard let token = claim.sessionToken else { throw QueryError(SignatureError.invalidClientTokenID) }
        let authenticated: AuthenticatedSession
        do throws(STSError) {
            authenticated = try await broker.service.session(
                accessKeyID: claim.accessKeyID, sessionToken: token, at: instant)
        } catch {
            throw QueryError(error)
        }
        do throws(SignatureError) {
            _ = try verifier.verify(claim, secret: SecretAccessKey(authenticated.secretAccessKey), at: instant)
        } catch {
            throw QueryError(error)
        }
        return authenticated.session
    }
}
