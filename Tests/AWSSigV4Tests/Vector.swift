import AWSSigV4
import Foundation
import Testing

/// A request with the signature that two independent implementations gave it.
struct Vector: CustomTestStringConvertible, Sendable {
    let name: String
    let request: SignableRequest
    var token: String?
    let signedHeaders: String
    let signature: String

    var testDescription: String { name }

    var authorization: String {
        "AWS4-HMAC-SHA256 Credential=\(Fixture.accessKeyID)/20240229/\(Fixture.region)/sts/aws4_request, "
            + "SignedHeaders=\(signedHeaders), Signature=\(signature)"
    }

    static let all = [
        Vector(
            name: "form",
            request: Fixture.getCallerIdentity,
            signedHeaders: "content-type;host;x-amz-date",
            signature: "a9c48b2c27770a5349d82564b911f8b68ff1c167d48592399fe16a25dd52b098"),
        Vector(
            name: "session token",
            request: SignableRequest(
                method: "POST", headers: [("Host", "127.0.0.1:8080")], payload: Fixture.getCallerIdentity.payload),
            token: Fixture.sessionToken,
            signedHeaders: "host;x-amz-date;x-amz-security-token",
            signature: "7b2f12bb2f39705a4b0998a06c392e45912e9bb2c469e41983d6b4fc9e8cf2c7"),
        Vector(
            name: "order of the query",
            request: SignableRequest(
                method: "GET", query: "b=2&a-c=4&a=3&b=1&%E1%88%B4=&empty", headers: [("Host", "sts.example.com")]),
            signedHeaders: "host;x-amz-date",
            signature: "5ccde8626a7237e785bb4619cf70419d50c6b132876ffae6b8a35fcce48e5118"),
        Vector(
            name: "path",
            request: SignableRequest(
                method: "GET", path: "/a/./b/../c%20d//e/", headers: [("Host", "sts.example.com")]),
            signedHeaders: "host;x-amz-date",
            signature: "6440852f5306786626b48123b40349f81170c9dc22f14d16cc864d846a58d129"),
        Vector(
            name: "spaces in a header",
            request: SignableRequest(
                method: "GET", headers: [("Host", "sts.example.com"), ("X-Note", "  a   \"b   c\"\t d ")]),
            signedHeaders: "host;x-amz-date;x-note",
            signature: "26e635c14e050c366c7b32ed8a91236c1ad3ff7656c7f4b39afaf4979f377627"),
    ]

    static let presignedQuery =
        "Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256"
        + "&X-Amz-Credential=AKIAVECTOREXAMPLE%2F20240229%2Feu-central-1%2Fsts%2Faws4_request"
        + "&X-Amz-Date=20240229T235958Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host"
        + "&X-Amz-Security-Token=FwoGZXIvYXdzEXAMPLE%2F%2Btoken%3D%3D"
        + "&X-Amz-Signature=f50bc891197a4bb6716b10c276c0ba7e6c627714dfc03854305e45e16fc234e6"
}
