package import Encodings
import Foundation

extension ValidatedAssertion {
    /// Writes everything that it says, to be kept under a seal; instants are rounded down to milliseconds.
    package func write(to writer: inout ByteWriter) {
        for text in [id, responseID, issuer] { writer.write(text) }
        writer.write(Timestamp(roundingDown: issueInstant))
        writer.write(subject.value)
        for text in [subject.format, subject.nameQualifier, subject.spNameQualifier] { writer.write(text) }
        writer.write(recipient)
        writer.write(Timestamp(roundingDown: confirmationNotOnOrAfter))
        writer.write(notBefore.map(Timestamp.init(roundingDown:)))
        writer.write(notOnOrAfter.map(Timestamp.init(roundingDown:)))
        writer.write(audiences)
        writer.write(oneTimeUse ? 1 : 0 as UInt8)
        writer.write(inResponseTo)
        writer.write(Timestamp(roundingDown: authnInstant))
        writer.write(sessionNotOnOrAfter.map(Timestamp.init(roundingDown:)))
        writer.write(sessionIndex)
        writer.write(authnContextClassRef)
        writer.write(count: attributes.count)
        for attribute in attributes {
            writer.write(attribute.name)
            for text in [attribute.nameFormat, attribute.friendlyName] { writer.write(text) }
            writer.write(attribute.values)
        }
        writer.write(verifyingKeyFingerprint)
        writer.write(Timestamp(roundingDown: acceptableUntil))
    }
}
