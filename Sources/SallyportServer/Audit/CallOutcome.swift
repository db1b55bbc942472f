import AWSQuery
import Audit
import Encodings

/// What a signed call came to.
struct CallOutcome: Sendable {
    /// The answer.
    var result: QueryResult
    /// What the audit may know of the answer; no secrets, no tokens.
    var responseElements: JSONValue = .null
    /// Whether it stands although it can't be recorded.
    var isChange = false
    /// Entities that the call is about.
    var resources: [AuditResource] = []
    /// Parameters as the audit shows them; nil takes those of the call, without the ones that are secret.
    var requestParameters: JSONValue?
}
