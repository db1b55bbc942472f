import Encodings
import SAML2
import SingleSignOn

/// The message that came to the single logout service.
enum LogoutForm {
    /// Bytes of RelayState at most.
    private static let longestRelayState = 2_048

    /// The one message of a query, or of the body of a form.
    static func message(
        query: String, body: [UInt8]?
    ) throws(LogoutFailure) -> (message: ReceivedLogoutMessage, binding: MessageBinding) {
        if let body { return (try posted(body), .post) }
        do throws(MessageDecodingError) {
            return (ReceivedLogoutMessage(try RedirectQuery(query: query)), .redirect)
        } catch {
            throw .noMessage(error.reason)
        }
    }

    private static func posted(_ body: [UInt8]) throws(LogoutFailure) -> ReceivedLogoutMessage {
        let fields: [(OutboundMessage.Parameter, [UInt8])]
        let relayState: String?
        do throws(FormFields.Malformed) {
            let form = try FormFields(body)
            var found: [(OutboundMessage.Parameter, [UInt8])] = []
            for parameter in [OutboundMessage.Parameter.request, .response] {
                if let value = try form.bytes(parameter.rawValue) { found.append((parameter, value)) }
            }
            fields = found
            relayState = try form.text("RelayState")
        } catch {
            throw .noMessage(error.reason)
        }
        guard fields.count == 1, let (parameter, value) = fields.first else {
            throw .noMessage("there is not one of SAMLRequest and SAMLResponse")
        }
        guard relayState?.utf8.count ?? 0 <= longestRelayState else {
            throw .noMessage("RelayState is longer than \(longestRelayState) bytes")
        }
        do throws(HTTPPostBinding.DecodingError) {
            return try ReceivedLogoutMessage(parameter, field: value, relayState: relayState)
        } catch {
            throw .noMessage("\(parameter.rawValue) is not base64, or too long")
        }
    }
}
