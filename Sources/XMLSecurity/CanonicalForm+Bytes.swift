extension CanonicalForm {
    /// The hash of an element in this form, without `omitted`; nil when the form is not certain and xmlsec has to say.
    func hash(
        of element: XMLElement, omitting omitted: XMLElement? = nil, with algorithm: DigestAlgorithm
    ) -> [UInt8]? {
        guard let hash = RunningHash(algorithm) else { return nil }
        do throws(CanonicalWriter.Unusual) {
            try CanonicalWriter.write(element, as: self, omitting: omitted, to: hash.update)
        } catch {
            return nil
        }
        return hash.finish()
    }

    /// The bytes of an element in this form, without `omitted`; nil when the form is not certain.
    ///
    /// For comparing them: a signature is checked without keeping them.
    package func bytes(of element: XMLElement, omitting omitted: XMLElement? = nil) -> [UInt8]? {
        var bytes: [UInt8] = []
        do throws(CanonicalWriter.Unusual) {
            try CanonicalWriter.write(element, as: self, omitting: omitted) { part in
                bytes += part
                return true
            }
        } catch {
            return nil
        }
        return bytes
    }
}
