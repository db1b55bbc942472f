import Encodings

/// A refusal as clients of S3 understand it.
package struct S3Refusal {
    /// What S3 says where the Query protocol has another word.
    private static let codes = [
        "InvalidClientTokenId": "InvalidAccessKeyId", "RequestExpired": "RequestTimeTooSkewed",
        "IncompleteSignature": "AuthorizationHeaderMalformed", "MissingAuthenticationToken": "AccessDenied",
        "AmbiguousPath": "InvalidURI", "InvalidDescription": "InvalidRequest", "InvalidHeader": "InvalidRequest",
    ]

    private let refusal: GatewayRefusal
    private let requestID: String

    package init(refusal: GatewayRefusal, requestID: String) {
        self.refusal = refusal
        self.requestID = requestID
    }

    /// On one line and in ASCII alone, so that it can stand in a header.
    package var xml: String {
        let code = Self.codes[refusal.code] ?? refusal.code
        var text = "<Error><Code>\(code)</Code><Message>\(Self.escaped(refusal.message.cut(to: 600)))</Message>"
        for statement in refusal.decidedBy.prefix(2) {
            text += "<DecidedBy>\(Self.escaped(statement.cut(to: 150)))</DecidedBy>"
        }
        return text + "<RequestId>\(requestID)</RequestId></Error>"
    }

    private static func escaped(_ text: String) -> String {
        text.printable(limit: 1_000).unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case _ where scalar.isASCII: escaped.unicodeScalars.append(scalar)
            default: escaped += "&#\(scalar.value);"
            }
        }
    }
}
