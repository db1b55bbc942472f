import ConfigurationKeys
import Encodings

extension ConfigurationNode {
    /// Refuses keys that are not declared, here and everywhere below: a misspelt key must not silently mean the default.
    func checkKeys(_ section: ConfigurationSection) throws(BrokerConfigurationError) {
        let names = section.keys.map(\.name)
        guard isMapping else {
            throw error("expected a mapping with \(names.joined(separator: ", ")): { \(names.first ?? ""): … }")
        }
        for (name, value) in try entries() {
            guard let key = section.key(name) else {
                let near = NearestTexts.texts(to: name, among: names)
                throw value.error(
                    "unknown key; here may stand \(names.sorted().joined(separator: ", "))"
                        + (near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"))
            }
            if !value.isNull { try value.checkKeys(key.kind) }
        }
    }

    /// What is no list or mapping is left to whoever reads the value.
    private func checkKeys(_ kind: ValueKind) throws(BrokerConfigurationError) {
        switch kind {
        case .mapping(let section): try checkKeys(section)
        case .textOrMapping(let section, _), .wordOrMapping(_, let section): if isMapping { try checkKeys(section) }
        case .list(let element, _):
            for value in isList ? try elements() : [] { try value.checkKeys(element) }
        case .names(let kind, _):
            for (_, value) in isMapping ? try entries() : [] { try value.checkKeys(kind) }
        case .text, .path, .boolean, .integer, .word, .policy, .textOrList: break
        }
    }
}
