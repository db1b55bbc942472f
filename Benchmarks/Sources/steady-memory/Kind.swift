import BenchmarkSupport
import FederationTesting
import Foundation

/// Responses of one sort, and what has to become of them.
struct Kind {
    let name: String
    let isAccepted: Bool
    let documents: [[UInt8]]

    /// Accepted and refused ones, plain and encrypted, and those that break off at different stages.
    static func all(
        _ factory: ResponseFactory, encryptedFor owner: TestIdentityProvider, count: Int, at instant: Date
    ) throws -> [Kind] {
        let encryption = ResponseSigning.Encryption(certificate: Array(owner.certificatePEM.utf8))
        func documents(_ signing: ResponseSigning, at instant: Date = instant) throws -> [[UInt8]] {
            try (0..<count).map { try factory.response($0, at: instant, signing: signing) }
        }
        let plain = try documents(ResponseSigning())
        let encrypted = try documents(ResponseSigning(.both, encryption: encryption))
        return [
            Kind(name: "signed", isAccepted: true, documents: plain),
            Kind(name: "encrypted", isAccepted: true, documents: encrypted),
            Kind(
                name: "encrypted NameID", isAccepted: true,
                documents: try documents(
                    ResponseSigning(
                        .assertion,
                        encryption: ResponseSigning.Encryption(
                            certificate: Array(owner.certificatePEM.utf8), nameIDOnly: true)))),
            Kind(
                name: "too old", isAccepted: false,
                documents: try documents(ResponseSigning(), at: instant.addingTimeInterval(-86_400))),
            Kind(
                name: "changed", isAccepted: false, documents: plain.map { changed($0, "engineering", "engineerinG") }),
            Kind(
                name: "changed cipher text", isAccepted: false,
                documents: encrypted.map { changed($0, "CipherValue>", "CipherValue>AAAA") }),
            Kind(name: "unsigned", isAccepted: false, documents: try documents(ResponseSigning(.none))),
            Kind(name: "cut off", isAccepted: false, documents: plain.map { Array($0.dropLast(20)) }),
        ]
    }

    private static func changed(_ document: [UInt8], _ old: String, _ new: String) -> [UInt8] {
        Array(String(decoding: document, as: UTF8.self).replacing(old, with: new).utf8)
    }
}
