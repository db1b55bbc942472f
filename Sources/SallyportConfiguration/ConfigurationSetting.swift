import ConfigurationKeys
import Foundation

/// A value that counts, and where it comes from.
package struct ConfigurationSetting: Sendable, Hashable {
    /// Who says it.
    package enum Origin: Sendable, Hashable {
        /// The file, in this line.
        case line(Int)
        /// This environment variable.
        case variable(String)
        /// Nobody: it is the default.
        case standard
    }

    /// Its place, as errors write it: `accounts[0].roles[1].name`.
    package let path: String
    /// The value; a policy in place is JSON on one line.
    fileprivate(set) var value: String
    /// Who says it.
    package let origin: Origin
    /// Whether nobody may see it.
    private let isSecret: Bool
    /// Whether a change waits for the next start.
    package let needsRestart: Bool

    fileprivate init(_ key: ConfigurationKey, at path: String, value: String, origin: Origin) {
        self.path = path
        self.value = value
        self.origin = origin
        isSecret = key.isSecret
        needsRestart = key.needsRestart
    }

    /// Whether a change of what a path names waits for the next start.
    static func needsRestart(_ path: String) -> Bool { ConfigurationPlace.named(path)?.key.needsRestart == true }

    /// What may be shown: a secret is `[redacted]`, and so are user and query of a URL.
    package var shownValue: String {
        if isSecret { return "[redacted]" }
        guard value.contains("://"), var parts = URLComponents(string: value), parts.user != nil || parts.query != nil
        else { return value }
        if parts.user != nil { (parts.user, parts.password) = ("redacted", nil) }
        if parts.query != nil { parts.query = "redacted" }
        return parts.string ?? "[redacted]"
    }
}

extension ConfigurationReader {
    /// Every value of a configuration file that counts, with those of the environment and defaults.
    ///
    /// Nothing is judged but the keys: what should be shown of a good file is read by ``read(file:at:)`` first.
    package func settings(of file: String) throws(BrokerConfigurationError) -> [ConfigurationSetting] {
        let root = try root(parsing: Self.text(of: file), file: file)
        try root.checkKeys(ConfigurationKeys.root)
        return try root.settings()
    }
}

extension ConfigurationNode {
    /// The values at the top of a file and below, in the order of the declaration.
    func settings() throws(BrokerConfigurationError) -> [ConfigurationSetting] {
        var settings: [ConfigurationSetting] = []
        try collect(ConfigurationKeys.root, &settings)
        // Decisions have to be recorded somewhere.
        if optional("audit") == nil, let index = settings.firstIndex(where: { $0.path == "audit.stdout" }) {
            settings[index].value = "true"
        }
        return settings
    }

    private func collect(
        _ section: ConfigurationSection, _ settings: inout [ConfigurationSetting]
    ) throws(BrokerConfigurationError) {
        for key in section.keys {
            if let value = optional(key.name) {
                try value.collect(key, key.kind, &settings)
            } else {
                let path = path.isEmpty ? key.name : "\(path).\(key.name)"
                Self.collectStandard(of: key, at: path, &settings)
            }
        }
    }

    private func collect(
        _ key: ConfigurationKey, _ kind: ValueKind, _ settings: inout [ConfigurationSetting]
    ) throws(BrokerConfigurationError) {
        let origin = variable.map { .variable($0) } ?? line.map { .line($0) } ?? ConfigurationSetting.Origin.standard
        switch kind {
        case .mapping(let section) where isMapping, .textOrMapping(let section, _) where isMapping,
            .wordOrMapping(_, let section) where isMapping:
            try collect(section, &settings)
        case .list(let element, _) where isList:
            let values = try elements()
            if values.isEmpty { settings.append(.init(key, at: path, value: "[]", origin: origin)) }
            for value in values { try value.collect(key, element, &settings) }
        case .textOrList where isList: try collect(key, .list(.text(type: "text", pattern: nil), type: ""), &settings)
        case .names(let kind, _) where isMapping:
            for (_, value) in try entries() { try value.collect(key, kind, &settings) }
        default:
            settings.append(
                .init(key, at: path, value: isMapping ? try json() : isList ? "…" : try string(), origin: origin))
        }
    }

    /// Those of a section that is not written and counts all the same.
    private static func collectStandard(
        of key: ConfigurationKey, at path: String, _ settings: inout [ConfigurationSetting]
    ) {
        switch (key.standard, key.kind) {
        case (.value(let value), _): settings.append(.init(key, at: path, value: value, origin: .standard))
        case (.section, .mapping(let section)):
            for inner in section.keys { collectStandard(of: inner, at: "\(path).\(inner.name)", &settings) }
        default: break
        }
    }
}
