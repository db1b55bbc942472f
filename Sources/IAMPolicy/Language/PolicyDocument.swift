import Encodings

/// A policy: a list of statements, parsed once and compiled for evaluation.
///
/// ```swift
/// let policy = try PolicyDocument(parsing: text, kind: .trust)
/// let decision = policy.evaluateTrust(request)
/// ```
///
/// The text is kept as written, so that findings can point at line and column.
public struct PolicyDocument: Sendable {
    /// One reference, since each statement of a decision names its document.
    private let contents: Contents

    private final class Contents: Sendable {
        let kind: PolicyKind
        let text: String
        let decoded: PolicyDecoder.Decoded
        /// Made when it is first asked: most documents are stored, shown or short.
        let index = LazyReference<StatementIndex>()

        init(kind: PolicyKind, text: String, decoded: PolicyDecoder.Decoded) {
            self.kind = kind
            self.text = text
            self.decoded = decoded
        }
    }

    /// What the policy is for.
    public var kind: PolicyKind { contents.kind }
    /// The text as written.
    public var text: String { contents.text }
    /// The language's version.
    public var version: PolicyVersion { contents.decoded.version }
    /// The document's id.
    public var id: String? { contents.decoded.id }
    /// The statements in their order.
    public var statements: [PolicyStatement] { contents.decoded.statements }

    /// Where to look for the statements that apply; `nil` in a short document.
    var index: StatementIndex? {
        guard statements.count >= StatementIndex.shortest else { return nil }
        return contents.index.load() ?? contents.index.storeIfNil(StatementIndex(statements))
    }
    package var hasVersionElement: Bool { contents.decoded.hasVersionElement }
    package var statementOffset: Int { contents.decoded.statementOffset }

    /// Parses a policy that IAM would store.
    ///
    /// - Throws: `PolicyError` with the first error in the order in which IAM checks; ``findings(in:kind:)`` has them all.
    public init(parsing text: String, kind: PolicyKind) throws(PolicyError) {
        try self.init(simulating: text, kind: kind)
        let errors = PolicyValidator(self).errors()
        guard errors.isEmpty else { throw PolicyError(findings: errors) }
    }

    /// Parses a policy that IAM would store, from bytes as they came over the wire or from a file.
    ///
    /// - Throws: `PolicyError` as ``init(parsing:kind:)``, and when the bytes are not valid UTF-8.
    public init(parsingUTF8 bytes: some Sequence<UInt8>, kind: PolicyKind) throws(PolicyError) {
        let bytes = Array(bytes)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let valid = UTF8Scanner.lengthOfValidPrefix(bytes)
            let error = JSONSyntaxError(reason: .invalidUTF8, offset: valid)
            let prefix = String(decoding: bytes[..<valid], as: UTF8.self)
            throw PolicyError(findings: [PolicyFinding(syntax: error, in: prefix, kind: kind)])
        }
        try self.init(parsing: text, kind: kind)
    }

    /// Parses a policy for a simulation: its form must be right, but it may contain what IAM would refuse to store.
    ///
    /// An unknown condition operator never holds, an action or resource that is none matches nothing.
    /// - Throws: `PolicyError` when the text is not JSON or its elements have the wrong shape.
    public init(simulating text: String, kind: PolicyKind) throws(PolicyError) {
        let node: JSONNode
        do throws(JSONSyntaxError) {
            node = try JSONReader.read(text)
        } catch {
            throw PolicyError(findings: [PolicyFinding(syntax: error, in: text, kind: kind)])
        }
        var decoder = PolicyDecoder(text: text)
        guard let decoded = decoder.decode(node) else { throw PolicyError(findings: decoder.findings) }
        contents = Contents(kind: kind, text: text, decoded: decoded)
    }

    /// Everything that there is to say about a policy's text: errors in the order in which IAM checks, then warnings.
    public static func findings(in text: String, kind: PolicyKind) -> [PolicyFinding] {
        do throws(PolicyError) {
            return try PolicyDocument(simulating: text, kind: kind).findings
        } catch {
            return error.findings
        }
    }

    /// The findings about this policy; none of them is an error if it was made by ``init(parsing:kind:)``.
    public var findings: [PolicyFinding] {
        let validator = PolicyValidator(self)
        return validator.errors() + validator.warnings()
    }

    /// The policy's size in characters as IAM counts it for its quota: without white space, except for session policies.
    public var size: Int {
        PolicyDocument.size(of: text, kind: kind)
    }

    package static func size(of text: String, kind: PolicyKind) -> Int {
        let countsWhitespace = kind == .session
        return text.withBytes { bytes in
            bytes.count { byte in
                guard byte & 0xC0 != 0x80 else { return false }
                return countsWhitespace || !(byte == ASCII.space || (byte >= 0x09 && byte <= 0x0D))
            }
        }
    }

    /// The line and column of an offset of the text.
    public func position(atOffset offset: Int) -> SourcePosition {
        SourcePosition(offset: offset, in: text)
    }
}

extension PolicyDocument: Hashable {
    /// Two documents are equal when kind and text are.
    public static func == (left: PolicyDocument, right: PolicyDocument) -> Bool {
        left.kind == right.kind && left.text.hasSameBytes(as: right.text)
    }

    /// Hashes kind and text.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(text)
    }
}
