import CXMLSec

/// Canonicalisation algorithms (Canonical XML 1.0 and 1.1, Exclusive XML Canonicalization 1.0).
package enum CanonicalizationMethod: String, Sendable, CaseIterable {
    case exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"
    case exclusiveWithComments = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"
    case inclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
    case inclusiveWithComments = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"
    case inclusive11 = "http://www.w3.org/2006/12/xml-c14n11"
    case inclusive11WithComments = "http://www.w3.org/2006/12/xml-c14n11#WithComments"

    /// Whether comments are part of the canonical form.
    package var keepsComments: Bool {
        switch self {
        case .exclusive, .inclusive, .inclusive11: false
        case .exclusiveWithComments, .inclusiveWithComments, .inclusive11WithComments: true
        }
    }

    /// Whether namespaces are taken only where they are used.
    package var isExclusive: Bool { self == .exclusive || self == .exclusiveWithComments }

    /// Whether it is Canonical XML 1.1, which has rules of its own for `xml:base` and `xml:id`.
    var isVersion11: Bool { self == .inclusive11 || self == .inclusive11WithComments }

    var mode: Int32 {
        switch self {
        case .exclusive, .exclusiveWithComments: Int32(XML_C14N_EXCLUSIVE_1_0.rawValue)
        case .inclusive, .inclusiveWithComments: Int32(XML_C14N_1_0.rawValue)
        case .inclusive11, .inclusive11WithComments: Int32(XML_C14N_1_1.rawValue)
        }
    }

    var transform: xmlSecTransformId? {
        switch self {
        case .exclusive: xmlSecTransformExclC14NGetKlass()
        case .exclusiveWithComments: xmlSecTransformExclC14NWithCommentsGetKlass()
        case .inclusive: xmlSecTransformInclC14NGetKlass()
        case .inclusiveWithComments: xmlSecTransformInclC14NWithCommentsGetKlass()
        case .inclusive11: xmlSecTransformInclC14N11GetKlass()
        case .inclusive11WithComments: xmlSecTransformInclC14N11WithCommentsGetKlass()
        }
    }
}
