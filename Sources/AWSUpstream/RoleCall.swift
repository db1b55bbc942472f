import Encodings
import Foundation
import STS

/// A call of STS that gives the credentials of a role.
protocol RoleCall: Sendable {
    /// The call as it goes over the wire.
    func request(to endpoint: URL, at now: Timestamp) throws(UpstreamFault) -> UpstreamRequest

    /// The credentials in an answer.
    ///
    /// Throws `UpstreamFault` with what AWS says in place of them, and for what are not those of the session that was asked for.
    func read(
        _ answer: UpstreamAnswer, from endpoint: String, at now: Timestamp
    ) throws(UpstreamFault) -> IssuedCredentials

    /// What a fault means for this call, and where to look; nil when it means the same for every call.
    func meaning(of fault: UpstreamFault) -> String?
}

/// The operations of STS by which AWS gives the credentials of a role.
enum RoleOperation: String, Sendable {
    case assumeRole = "AssumeRole"
    case assumeRoleWithWebIdentity = "AssumeRoleWithWebIdentity"

    /// The root of an answer.
    var response: StaticString {
        switch self {
        case .assumeRole: "AssumeRoleResponse"
        case .assumeRoleWithWebIdentity: "AssumeRoleWithWebIdentityResponse"
        }
    }

    /// The element of the root that has what was asked for.
    var result: StaticString {
        switch self {
        case .assumeRole: "AssumeRoleResult"
        case .assumeRoleWithWebIdentity: "AssumeRoleWithWebIdentityResult"
        }
    }
}
