extension Session {
    /// First byte of the encoded form.
    private static let formatVersion: UInt8 = 1

    /// The compact form that tokens seal.
    ///
    /// The partition is not in it, since tokens carry it outside.
    func write(to writer: inout ByteWriter) {
        writer.write(Self.formatVersion)
        writer.write(kind.rawValue)
        writer.write(isChained ? 1 : 0 as UInt8)
        writer.write(accountID.number, width: 5)
        writer.write(raw: accessKeyEntropy)
        writer.write(issuedAt)
        writer.write(expiresAt)
        writer.write(assertedAt)
        writer.write(sessionNotOnOrAfter == nil ? 0 : 1 as UInt8)
        if let sessionNotOnOrAfter { writer.write(sessionNotOnOrAfter) }
        for text in [roleARN, roleUniqueID, roleSessionName, providerARN] { writer.write(text) }
        for text in [subject.subject, subject.type, subject.nameQualifier] { writer.write(text) }
        writer.write(sourceIdentity)
        writePacked(to: &writer)
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
    var packedCount: Int {
        if tags.isEmpty, sessionPolicy == nil, sessionPolicyARNs.isEmpty, transitiveTagKeys.isEmpty { return 0 }
        var writer = ByteWriter(capacity: 1_024)
        writePacked(to: &writer)
        return writer.bytes.count
    }

    init(reading reader: inout ByteReader, partition: Partition) throws(MalformedBytes) {
        guard try reader.readByte() == Self.formatVersion, let kind = Kind(rawValue: try reader.readByte()) else {
            throw MalformedBytes()
        }
        self.kind = kind
        self.isChained = try reader.readByte() != 0
        guard let accountID = AccountID(number: try reader.readNumber(width: 5)) else { throw MalformedBytes() }
        self.partition = partition
        self.accountID = accountID
        self.accessKeyEntropy = Array(try reader.read(count: AccessKeyID.entropyCount))
        self.issuedAt = try reader.readTimestamp()
        self.expiresAt = try reader.readTimestamp()
        self.assertedAt = try reader.readTimestamp()
        self.sessionNotOnOrAfter = try reader.readByte() == 0 ? nil : try reader.readTimestamp()
        self.roleARN = try reader.readText()
        self.roleUniqueID = try reader.readText()
        self.roleSessionName = try reader.readText()
        self.providerARN = try reader.readText()
        self.subject = SAMLSubject(
            subject: try reader.readText(), type: try reader.readText(), nameQualifier: try reader.readText())
        self.sourceIdentity = try reader.readOptionalText()
        var tags: [SessionTag] = []
        for _ in 0..<(try reader.readCount()) {
            tags.append(SessionTag(key: try reader.readText(), value: try reader.readText()))
        }
        self.tags = tags
        self.transitiveTagKeys = try reader.readTexts()
        self.sessionPolicy = try reader.readOptionalText()
        self.sessionPolicyARNs = try reader.readTexts()
    }
}
