package import Accounts
import Encodings
import Sessions

/// What session tags and transitive tag keys must keep to.
package enum SessionTagRules {
    package static let maximumCount = 50

    /// The first rule that `tags` break.
    package static func fault(in tags: [SessionTag]) -> ClaimFault? {
        if tags.count > maximumCount {
            let message =
                "1 validation error detected: Value at 'tags' failed to satisfy constraint: "
                + "Member must have length less than or equal to \(maximumCount)"
            return ClaimFault(.principalTags, actual: "\(tags.count) tags", code: .validationError, message: message)
        }
        var seen: Set<String> = []
        for tag in tags {
            if !TagText.isKey(tag.key) {
                return malformed(
                    tag, "key", #"[\p{L}\p{Z}\p{N}_.:/=+\-@]+ with 1 to 128 characters, not beginning with aws:"#)
            }
            if !TagText.isValue(tag.value) {
                return malformed(tag, "value", #"[\p{L}\p{Z}\p{N}_.:/=+\-@]* with at most 256 characters"#)
            }
            if !seen.insert(tag.key.lowercased()).inserted {
                return ClaimFault(
                    .principalTags, actual: "\(tag.key) twice", code: .invalidParameterValue,
                    message: ClaimFault.duplicateTags)
            }
        }
        return nil
    }

    private static func malformed(_ tag: SessionTag, _ part: String, _ pattern: String) -> ClaimFault {
        ClaimFault(
            .principalTags, actual: "the \(part) of the tag \(tag.key.cut(to: 140))",
            message: "Session tag \(part) in AuthnResponse must match \(pattern)")
    }

    /// The first of `keys` that is not the key of a tag, regardless of case.
    package static func fault(inTransitive keys: [String], of tags: [SessionTag]) -> ClaimFault? {
        let known = Set(tags.map { $0.key.lowercased() })
        let unknown = keys.count > maximumCount ? keys.last : keys.first { !known.contains($0.lowercased()) }
        guard let unknown else { return nil }
        return ClaimFault(
            .transitiveTagKeys, actual: "\(unknown.cut(to: 140)) is not among the tags", code: .invalidParameterValue,
            message: ClaimFault.transitiveUnknown)
    }
}
