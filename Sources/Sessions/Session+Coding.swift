package import Accounts
package import Encodings
import IAMPolicy

extension Session {
    /// First byte of the encoded form: whether attributes are in it.
    ///
    /// Without them it is as brokers of before have written and read it.
    private enum FormatVersion: UInt8 {
        case plain = 4
        case withAttributes = 5
    }

    private var formatVersion: FormatVersion { saml?.attributes.isEmpty == false ? .withAttributes : .plain }

    /// The compact form that tokens seal.
    ///
    /// The partition is not in it, since tokens carry it outside.
    package func write(to writer: inout ByteWriter) {
        writer.write(formatVersion.rawValue)
        writer.write(kind.rawValue)
        writer.write(isChained ? 1 : 0 as UInt8)
        writer.write(accountID.number, width: 5)
        writer.write(raw: accessKeyEntropy)
        writer.write(issuedAt)
        writer.write(expiresAt)
        writer.write(issuer.kind.rawValue)
        writer.write(issuer.arn.description)
        writer.write(issuer.uniqueID)
        writer.write(name)
        writer.write(sourceIdentity)
        writer.write(mfaAt)
        write(saml, to: &writer)
        write(webIdentity, to: &writer)
        writer.write(count: chain.count)
        for link in chain {
            writer.write(link.issuerID)
            writer.write(link.accessKeyID)
            writer.write(link.issuedAt)
            writer.write(link.name.number, width: 8)
        }
        writePacked(to: &writer)
    }

    /// The same by itself.
    package var encoded: [UInt8] {
        var writer = ByteWriter(capacity: 768)
        write(to: &writer)
        return writer.bytes
    }

    /// The session that a token says and nothing else.
    package init(_ opened: TokenSealer.Opened) throws(MalformedBytes) {
        var reader = ByteReader(opened.message[...])
        try self.init(reading: &reader, partition: opened.partition)
        try reader.finish()
    }

    private func write(_ origin: SAMLOrigin?, to writer: inout ByteWriter) {
        writer.write(origin == nil ? 0 : 1 as UInt8)
        guard let origin else { return }
        let subject = origin.subject
        for text in [origin.providerARN.description, subject.subject, subject.type, subject.nameQualifier] {
            writer.write(text)
        }
        writer.write(origin.assertedAt)
        writer.write(origin.sessionNotOnOrAfter)
        writer.write(count: origin.claims.all.count)
        for mark in origin.claims.all { writer.write(mark.number, width: 8) }
        if !origin.attributes.isEmpty { write(origin.attributes, to: &writer) }
    }

    private func write(_ attributes: KeptAttributes, to writer: inout ByteWriter) {
        writer.write(count: attributes.all.count)
        for attribute in attributes.all {
            writer.write(attribute.name.number, width: 8)
            writer.write(attribute.values == nil ? 0 : 1 as UInt8)
            if let values = attribute.values { writer.write(values) }
        }
    }

    private func write(_ origin: WebIdentityOrigin?, to writer: inout ByteWriter) {
        writer.write(origin == nil ? 0 : 1 as UInt8)
        guard let origin else { return }
        for text in [origin.providerARN.description, origin.issuerName, origin.subject, origin.audience] {
            writer.write(text)
        }
        writer.write(origin.methods)
        writer.write(origin.assertedAt)
    }

    /// What counts against PackedPolicySize: policies and tags.
    private func writePacked(to writer: inout ByteWriter) {
        writer.write(count: tags.count)
        for tag in tags {
            writer.write(tag.key)
            writer.write(tag.value)
        }
        writer.write(transitiveTagKeys)
        writer.write(sessionPolicy)
        writer.write(sessionPolicyARNs)
    }

    /// Bytes that session policies and tags take in the encoded form.
    package var packedCount: Int {
        if tags.isEmpty, sessionPolicy == nil, sessionPolicyARNs.isEmpty, transitiveTagKeys.isEmpty { return 0 }
        var writer = ByteWriter(capacity: 1_024)
        writePacked(to: &writer)
        return writer.bytes.count
    }

    package init(reading reader: inout ByteReader, partition: Partition) throws(MalformedBytes) {
        guard let version = FormatVersion(rawValue: try reader.readByte()),
            let kind = Kind(rawValue: try reader.readByte())
        else { throw MalformedBytes() }
        self.kind = kind
        self.isChained = try reader.readByte() != 0
        guard let accountID = AccountID(number: try reader.readNumber(width: 5)) else { throw MalformedBytes() }
        self.partition = partition
        self.accountID = accountID
        self.accessKeyEntropy = Array(try reader.read(count: AccessKeyID.entropyCount))
        self.issuedAt = try reader.readTimestamp()
        self.expiresAt = try reader.readTimestamp()
        guard let issuerKind = SessionIssuer.Kind(rawValue: try reader.readByte()) else { throw MalformedBytes() }
        self.issuer = SessionIssuer(kind: issuerKind, arn: try Self.readARN(&reader), uniqueID: try reader.readText())
        self.name = try reader.readText()
        self.sourceIdentity = try reader.readOptionalText()
        self.mfaAt = try reader.readOptionalTimestamp()
        self.saml = try Self.readOrigin(&reader, version)
        self.webIdentity = try Self.readWebIdentity(&reader)
        var chain: [SessionLink] = []
        for _ in 0..<(try reader.readCount()) {
            chain.append(
                SessionLink(
                    issuerID: try reader.readText(), accessKeyID: try reader.readText(),
                    issuedAt: try reader.readTimestamp(), name: try Self.readMark(&reader)))
        }
        self.chain = chain
        var tags: [SessionTag] = []
        for _ in 0..<(try reader.readCount()) {
            tags.append(SessionTag(key: try reader.readText(), value: try reader.readText()))
        }
        self.tags = tags
        self.transitiveTagKeys = try reader.readTexts()
        self.sessionPolicy = try reader.readOptionalText()
        self.sessionPolicyARNs = try reader.readTexts()
    }

    private static func readOrigin(
        _ reader: inout ByteReader, _ version: FormatVersion
    ) throws(MalformedBytes) -> SAMLOrigin? {
        guard try reader.readByte() != 0 else { return nil }
        let providerARN = try readARN(&reader)
        let subject = SAMLSubject(
            subject: try reader.readText(), type: try reader.readText(), nameQualifier: try reader.readText())
        let (assertedAt, end) = (try reader.readTimestamp(), try reader.readOptionalTimestamp())
        var marks: [ClaimMark] = []
        for _ in 0..<(try reader.readCount()) { marks.append(try readMark(&reader)) }
        let attributes = try version == .withAttributes ? readAttributes(&reader) : KeptAttributes()
        return SAMLOrigin(
            subject: subject, providerARN: providerARN, assertedAt: assertedAt, sessionNotOnOrAfter: end,
            claims: ClaimMarks(marks),
            attributes: attributes)
    }

    private static func readAttributes(_ reader: inout ByteReader) throws(MalformedBytes) -> KeptAttributes {
        var attributes: [KeptAttributes.Attribute] = []
        for _ in 0..<(try reader.readCount()) {
            let name = try readMark(&reader)
            let isKept = try reader.readByte() != 0
            attributes.append(.init(name: name, values: try isKept ? reader.readTexts() : nil))
        }
        return KeptAttributes(attributes)
    }

    private static func readWebIdentity(_ reader: inout ByteReader) throws(MalformedBytes) -> WebIdentityOrigin? {
        guard try reader.readByte() != 0 else { return nil }
        return WebIdentityOrigin(
            providerARN: try readARN(&reader), issuerName: try reader.readText(), subject: try reader.readText(),
            audience: try reader.readText(), methods: try reader.readTexts(), assertedAt: try reader.readTimestamp())
    }

    private static func readARN(_ reader: inout ByteReader) throws(MalformedBytes) -> ARN {
        guard let arn = ARN(try reader.readText()) else { throw MalformedBytes() }
        return arn
    }

    private static func readMark(_ reader: inout ByteReader) throws(MalformedBytes) -> ClaimMark {
        ClaimMark(number: try reader.readNumber(width: 8))
    }
}
