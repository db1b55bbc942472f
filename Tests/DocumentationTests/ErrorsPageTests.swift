import AWSQuery
import AWSSigV4
import Federation
import Foundation
import SAML2
import Testing

@testable import IAM

/// Holds `docs/errors.md` against the codes, statuses and texts in the code, both ways.
///
/// Texts are found where they stand beside their code: `STSError(.code, "text"…)`, `QueryFault("Code", "text", status: …)`,
/// the refusals of IAM that have a name, and `FederationEndpointError(.subject, "rule")`. Out of reach are
/// - texts that are put together elsewhere: reasons of policies, metadata, forms and signatures, and violations of
///   constraints. The page says "the reason" there, or shows one;
/// - pages and JSON that endpoints write themselves, such as `InvalidRequest` of `POST /saml`;
/// - what leads to a refusal, but for the checks of a response.
@Suite("The page of errors")
struct ErrorsPageTests {
    /// Texts with fewer characters that are fixed are met by anything.
    private static let leastFixed = 8

    private struct Row {
        /// `Code 400`, one or several.
        let codes: [String]
        let texts: [TextPattern]
        let reason: String
    }

    /// A refusal as it is made in the code.
    private struct Refusal {
        let code: String
        let argument: SwiftTokens.Argument
        let path: String
    }

    /// A text that the code gives.
    private struct Given {
        let code: String
        let text: TextPattern
        let path: String
    }

    private static let page = Result {
        try MarkdownPage("docs/errors.md").tables.filter { $0.head.first == "code, HTTP status" }.flatMap(\.rows).map {
            Row(
                codes: codes(in: $0[0]), texts: MarkdownPage.code(in: $0[1]).map(TextPattern.init(page:)),
                reason: $0[2])
        }
    }

    private static func rows() throws -> [Row] { try page.get() }

    /// The first row that has a text under a code.
    private static func row(_ code: String, _ text: TextPattern) throws -> Row? {
        try rows().first { row in
            row.codes.contains(code) && row.texts.contains { $0.count >= leastFixed && $0.meets(text) }
        }
    }

    private static func codes(in cell: String) -> [String] {
        cell.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }

    // MARK: What the code gives

    /// Codes of STS by the names that they have in the code.
    private static func stsCodes() throws -> [String: String] {
        let tokens = SwiftTokens(try Repository.text("Sources/STS/STSError+Codes.swift"))
        var names: [String] = []
        for (index, token) in tokens.tokens.enumerated() where token == .word("let") {
            if case .word(let name) = tokens.tokens[index + 1] { names.append(name) }
        }
        let codes = tokens.calls(of: "Code").compactMap { call -> String? in
            guard call.count == 2, let code = call[0].literal, let status = call[1].name else { return nil }
            return "\(code) \(status)"
        }
        try #require(names.count == codes.count && !codes.isEmpty)
        return Dictionary(uniqueKeysWithValues: zip(names, codes))
    }

    /// Refusals of IAM that have a name, and their codes.
    private static let named = [
        "noSuchEntity": "NoSuchEntity 404", "limitExceeded": "LimitExceeded 409",
        "deleteConflict": "DeleteConflict 409",
        "invalidInput": "InvalidInput 400", "malformedPolicy": "MalformedPolicyDocument 400",
    ]

    /// The code of a call that makes a refusal; nil for other calls.
    private static func code(of call: [SwiftTokens.Argument], _ stsCodes: [String: String]) -> String? {
        guard call.count > 1, let first = call.first, first.label == nil else { return nil }
        if let code = first.literal, code.first?.isUppercase == true, code.allSatisfy(\.isLetter) {
            return "\(code) \(call.first { $0.label == "status" }?.name ?? "400")"
        }
        return first.tokens.first == .mark(".") ? first.name.flatMap { stsCodes[$0] } : nil
    }

    private static func refusals() throws -> [Refusal] {
        let stsCodes = try stsCodes()
        var refusals: [Refusal] = []
        for source in try SwiftTokens.sources.get() {
            let (path, tokens) = (source.path, source.tokens)
            for call in ["QueryFault", "STSError", "init"].flatMap(tokens.calls(of:)) {
                guard let code = code(of: call, stsCodes) else { continue }
                refusals.append(Refusal(code: code, argument: call[1], path: path))
            }
            for (name, code) in named {
                for call in tokens.calls(of: name) where call.count == 1 {
                    refusals.append(Refusal(code: code, argument: call[0], path: path))
                }
            }
        }
        return refusals
    }

    private static func given() throws -> [Given] {
        try refusals().compactMap { refusal in
            guard let literal = refusal.argument.literal else { return nil }
            let text = TextPattern(literal: literal)
            return text.count < leastFixed ? nil : Given(code: refusal.code, text: text, path: refusal.path)
        }
    }

    // MARK: Codes

    private static func signatureCodes() -> [String] {
        let codes: [SignatureError.Code] = [
            .signatureDoesNotMatch, .invalidClientTokenID, .incompleteSignature, .expiredToken,
            .missingAuthenticationToken, .requestExpired,
        ]
        return codes.map { "\($0) \($0.httpStatusCode)" }
    }

    @Test func hasEveryCodeWithItsStatusAndNoOther() throws {
        let page = Set(try Self.rows().flatMap(\.codes))
        let code = Set(try Self.stsCodes().values + Self.refusals().map(\.code) + Self.signatureCodes())
        #expect(page.subtracting(code).sorted() == [], "not in the code")
        #expect(code.subtracting(page).sorted() == [], "not in the page")
    }

    /// The codes of signatures have no list of their own to go by.
    @Test func knowsEveryCodeOfASignature() throws {
        let source = SwiftTokens(try Repository.text("Sources/AWSSigV4/SignatureError.swift"))
        let names = Set(source.literals.filter { $0.allSatisfy(\.isLetter) && $0.first?.isUppercase == true })
        #expect(names == Set(Self.signatureCodes().map { String($0.prefix { $0 != " " }) }))
    }

    // MARK: Texts

    @Test func hasEveryTextThatStandsBesideItsCode() throws {
        let given = try Self.given()
        #expect(given.count > 60)
        for refusal in given {
            let row = try Self.row(refusal.code, refusal.text)
            #expect(row != nil, "\(refusal.code): \(refusal.text) (\(refusal.path))")
        }
    }

    /// Kinds that have ids of their own in the place of names, or of which an account has one.
    private static let kindsWithIDs: Set<EntityKind> = [
        .accessKey, .deletionTask, .outboundIssuer, .passwordPolicy, .sshPublicKey, .signingCertificate,
        .serviceCredential, .credentialReport, .accessReport, .tokenPreferences, .clientGrant,
        .attemptCount, .recordSegment,
    ]

    /// No operation is about questions of programs, attempts and what brokers tell each other, and preferences are neither looked up nor counted.
    private static let kindsWithoutTexts: Set<EntityKind> = [
        .tokenPreferences, .clientGrant, .attemptCount, .recordSegment,
    ]

    /// Of the texts that follow from a kind of entity, those that can be given.
    @Test func hasTheTextsOfEveryKindOfEntity() throws {
        let account = try #require(AccountID("123456789012"))
        let faults =
            EntityKind.allCases.filter { !Self.kindsWithoutTexts.contains($0) }.flatMap {
                [QueryFault.noSuchEntity($0, "x"), .quota($0, 7, account)]
            }
            + EntityKind.allCases.filter { !Self.kindsWithIDs.contains($0) }.map { QueryFault.alreadyExists($0, "x") }
        for fault in faults {
            let row = try Self.row("\(fault.code) \(fault.status)", TextPattern(literal: fault.message))
            #expect(row != nil, "\(fault)")
        }
    }

    /// What has to be removed first, before something can be deleted.
    @Test func saysWhatHasToGoFirst() throws {
        let texts = Set(try Self.rows().filter { $0.codes == ["DeleteConflict 409"] }.flatMap(\.texts))
        for source in try SwiftTokens.sources.get() {
            for what in source.tokens.calls(of: "mustFirst").compactMap({ $0.first?.literal }) {
                #expect(texts.contains(TextPattern(literal: what)), "\(what) (\(source.path))")
            }
        }
    }

    /// A text of the page that nobody gives, or gives in other words by now.
    @Test func hasNoTextThatIsNotInTheCode() throws {
        let literals = Set(try SwiftTokens.sources.get().flatMap(\.tokens.literals))
        let code = literals.map(TextPattern.init(literal:)).filter { $0.count >= Self.leastFixed }
        for text in try Self.rows().flatMap(\.texts) where text.count >= Self.leastFixed {
            #expect(code.contains { $0.meets(text) }, "\(text)")
        }
    }

    // MARK: Checks of a response

    private static func error(_ check: ResponseCheck) -> STSError {
        let failed = Check(
            name: check.rawValue, status: .failed, expected: "this", actual: "that", reference: check.reference)
        return STSError(ResponseRefusal(failures: [failed]), requestID: "1")
    }

    /// The row of the text that a failed check leads to names the check, but for the row of all that have none.
    @Test(arguments: ResponseCheck.allCases)
    func saysWhatAFailedCheckLeadsTo(_ check: ResponseCheck) throws {
        let error = Self.error(check)
        let code = "\(error.code) \(error.code.httpStatus)"
        let row = try #require(try Self.row(code, TextPattern(literal: error.message)))
        let names = MarkdownPage.code(in: row.reason)
        let family = String(check.rawValue.prefix { $0 != "." }) + ".*"
        let isNamed = names.contains(check.rawValue) || names.contains(family)
        #expect(isNamed != error.message.hasPrefix("Invalid SAMLResponse"), "\(check.rawValue): \(error)")
    }

    /// No row names a check that leads to another text.
    @Test func namesChecksWhereTheyLead() throws {
        for row in try Self.rows() {
            for check in MarkdownPage.code(in: row.reason).compactMap(ResponseCheck.init(rawValue:)) {
                let text = TextPattern(literal: Self.error(check).message)
                #expect(row.texts.contains { $0.meets(text) }, "\(check.rawValue)")
            }
        }
    }

    // MARK: The federation endpoint

    private static let subjects: [String: FederationEndpointError.Subject] = [
        "credentials": .credentials, "sessionDuration": .sessionDuration, "signinToken": .signinToken,
        "cookie": .cookie, "service": .service,
    ]

    /// Rules whose subject is a variable are of a sign-in token or of a cookie.
    @Test func hasEveryRuleOfTheFederationEndpoint() throws {
        let page = try MarkdownPage("docs/errors.md").tables
            .filter { ["GET and POST /federation", "GET /console"].contains($0.heading) }.flatMap(\.rows)
            .flatMap { MarkdownPage.code(in: $0[0]) }.map(TextPattern.init(page:))
        var seen = 0
        for source in try SwiftTokens.sources.get() {
            for call in source.tokens.calls(of: "FederationEndpointError") where call.count > 1 {
                guard let rule = call[1].literal, let name = call[0].name else { continue }
                let subjects = Self.subjects[name].map { [$0] } ?? [.signinToken, .cookie]
                for subject in subjects {
                    seen += 1
                    let text = TextPattern(literal: "\(subject.rawValue): \(rule)")
                    #expect(page.contains { $0.meets(text) }, "\(text) (\(source.path))")
                }
            }
        }
        #expect(seen > 10)
    }
}
