package import Encodings

/// What a sealed token is for; a token never opens for another purpose.
package enum TokenPurpose: UInt8, CaseIterable {
    /// The session token of temporary credentials.
    case session = 1
    /// The token in a console sign-in URL.
    case signIn = 2
    /// The session cookie of a browser.
    case browserCookie = 3
    /// The id of an authentication request that was sent to an identity provider.
    case requestID = 4
    /// Why a call was refused, for DecodeAuthorizationMessage.
    case authorizationMessage = 5

    /// Goes into the derivation of the purpose's key.
    package var label: String {
        switch self {
        case .session: "session token"
        case .signIn: "sign-in token"
        case .browserCookie: "browser cookie"
        case .requestID: "request id"
        case .authorizationMessage: "authorization message"
        }
    }

    /// Which alphabet the token is written in: AWS's session tokens are plain base64, the others go into URLs and
    /// cookies.
    package var base64: Base64 { self == .session ? .standard : .url }
}
