package import Encodings

/// What a sealed token is for; a token never opens for another purpose.
///
/// Numbers stand in tokens: one is never given again. 4 was for ids of requests to identity providers, which nobody made.
package enum TokenPurpose: UInt8, CaseIterable, Sendable {
    /// The session token of temporary credentials.
    case session = 1
    /// The token in a console sign-in URL.
    case signIn = 2
    /// The session cookie of a browser.
    case browserCookie = 3
    /// Why a call was refused, for DecodeAuthorizationMessage.
    case authorizationMessage = 5
    /// What a browser keeps of a request to an identity provider.
    case sentRequest = 7
    /// What a browser keeps of whom it was signed in as, for signing out at the identity provider.
    case signedOn = 8
    /// What a program has of the session that its user allowed it.
    case program = 9

    /// Goes into the derivation of the purpose's key.
    package var label: String {
        switch self {
        case .session: "session token"
        case .signIn: "sign-in token"
        case .browserCookie: "browser cookie"
        case .authorizationMessage: "authorization message"
        case .sentRequest: "sent request"
        case .signedOn: "signed on"
        case .program: "program token"
        }
    }

    /// Which alphabet the token is written in: AWS's session tokens are plain base64, the others go into URLs and
    /// cookies.
    package var base64: Base64 { self == .session ? .standard : .url }
}
