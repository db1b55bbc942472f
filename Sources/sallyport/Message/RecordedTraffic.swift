import Foundation

/// What a browser's developer tools or an extension saved as JSON: a HAR file (HTTP Archive 1.2), or a trace of SAML messages.
struct RecordedTraffic {
    /// The responses that were posted, in the order in which they stand there: form bodies, values of the field, and XML.
    private(set) var bodies: [String] = []

    /// Reads a recording; nil when the text is no JSON object or array.
    init?(_ bytes: [UInt8]) {
        guard let value = try? JSONSerialization.jsonObject(with: Data(bytes)) else { return nil }
        collect(value)
    }

    /// Depth is bounded by the reader of JSON.
    private mutating func collect(_ value: Any) {
        if let members = value as? [String: Any] {
            let name = members["name"] as? String
            if name == "SAMLResponse", let value = members["value"] as? String {
                // A HAR has the parameters beside the text that they were read from.
                bodies.append(value)
                return
            }
            for key in members.keys.sorted() {
                if key == "SAMLResponse", let text = members[key] as? String {
                    bodies.append(text)
                } else if let child = members[key] {
                    collect(child)
                }
            }
        } else if let elements = value as? [Any] {
            if elements.first as? String == "SAMLResponse", let text = elements.dropFirst().first as? String {
                bodies.append(text)
            } else {
                elements.forEach { collect($0) }
            }
        } else if let text = value as? String, text.contains("SAMLResponse=") {
            bodies.append(text)
        }
    }
}
