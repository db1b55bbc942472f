import SAML2
import Testing

/// A cut into a document, and the check that has to refuse what comes of it.
struct Surgery<Outcome>: Sendable, CustomTestStringConvertible {
    let check: ResponseCheck
    let testDescription: String
    let cut: @Sendable (XMLTree) throws -> Outcome

    init(_ check: ResponseCheck, _ name: String, _ cut: @escaping @Sendable (XMLTree) throws -> Outcome) {
        self.check = check
        testDescription = name
        self.cut = cut
    }

    /// Holds what came of it to the check.
    func expect(_ result: ResponseValidation, sourceLocation: SourceLocation = #_sourceLocation) {
        result.expect(refusedBy: check, testDescription, sourceLocation: sourceLocation)
    }
}

extension ResponseValidation {
    /// Holds it to the check that decides what the caller is told.
    func expect(refusedBy check: ResponseCheck, _ what: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(refusedBy == check, "\(what): \(failed) \(reasons)", sourceLocation: sourceLocation)
    }
}

extension Patient {
    /// Cuts a response of each kind, and holds what comes of it to a check.
    static func expectEachKind(
        refusedBy check: ResponseCheck, sourceLocation: SourceLocation = #_sourceLocation,
        after cut: (XMLTree) throws -> Void
    ) throws {
        for kind in Kind.allCases {
            let response = try Patient(kind).response
            try cut(response)
            try Fixture.validate(response.text)
                .expect(refusedBy: check, "\(kind)", sourceLocation: sourceLocation)
        }
    }
}
