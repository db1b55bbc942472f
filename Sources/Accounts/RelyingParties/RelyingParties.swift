/// All relying parties of the configuration.
package struct RelyingParties: Sendable {
    /// Relying parties at most.
    package static let most = 256
    /// Claims of one at most.
    package static let mostClaims = 20
    /// Different attributes that the claims of all of them may name: sessions carry the values.
    package static let mostAttributes = 32

    /// In the order of the configuration.
    package let all: [RelyingParty]
    /// The attributes that their claims name, each once, in that order.
    package let attributes: [String]
    /// By the bytes of the audience: Swift takes canonically equivalent texts for equal.
    private let byAudience: [[UInt8]: RelyingParty]

    /// Keeps relying parties; of several with one audience, which the configuration does not let happen, the first counts.
    package init(_ all: [RelyingParty] = []) {
        self.all = all
        byAudience = Dictionary(all.map { (Array($0.audience.utf8), $0) }, uniquingKeysWith: { first, _ in first })
        var seen: Set<[UInt8]> = []
        attributes = all.flatMap(\.profile.claims).map(\.attribute).filter { seen.insert(Array($0.utf8)).inserted }
    }

    /// The one with an audience; nil when nothing is said of that.
    package func relyingParty(audience: String) -> RelyingParty? { byAudience[Array(audience.utf8)] }

    /// The one with a name, when it has an issuer of its own.
    package func issuer(named name: String) -> RelyingParty? {
        all.first { $0.profile.hasOwnIssuer && $0.name.utf8.elementsEqual(name.utf8) }
    }
}
