import Audit
import Hummingbird
import STS
import SallyportPages
import Sessions

/// Why a sign-in did not come about.
enum SignInRefusal: Error {
    /// The form itself is not what an IdP posts.
    case badForm(String)
    /// The response is good, and does not offer the role that was chosen.
    case notOffered(roleARN: String, to: AuditIdentity)
    /// The response is good, and answers a request that another one has answered.
    case answered(request: String, by: AuditIdentity)
    /// What AWS says to the response, the role or its trust policy.
    case service(STSError)

    var answer: (code: String, message: String, status: HTTPResponse.Status) {
        switch self {
        case .badForm(let reason): ("InvalidRequest", reason, .badRequest)
        case .notOffered:
            ("InvalidRequest", "the role that was chosen is not among the ones offered", .badRequest)
        case .answered:
            ("InvalidRequest", "the request that it answers was answered already; start again", .badRequest)
        case .service(let error): (error.code.name, error.message, HTTPResponse.Status(code: error.code.httpStatus))
        }
    }

    /// What the user can do.
    var advice: Advice {
        switch self {
        case .badForm, .notOffered, .answered: .startAgain
        case .service(let error): Advice(error)
        }
    }

    func pageMessage(_ call: CallContext) -> String {
        switch self {
        case .badForm, .notOffered, .answered: "Your request included an invalid SAML response: \(answer.message)."
        case .service(let error): error.pageMessage(requestID: call.requestID)
        }
    }
}
