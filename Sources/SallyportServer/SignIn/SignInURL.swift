import Encodings

/// The URL that signs a browser in: `/federation?Action=login&Issuer=…&Destination=…&SigninToken=…`.
struct SignInURL {
    let publicURL: String

    func url(token: String, issuer: String, destination: String?) -> String {
        var text = "\(publicURL)/federation?Action=login&Issuer=\(PercentEncoding.encode(issuer))"
        if let destination { text += "&Destination=\(PercentEncoding.encode(destination))" }
        return text + "&SigninToken=\(PercentEncoding.encode(token))"
    }
}
