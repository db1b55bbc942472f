import Encodings

/// Which environment variables stand for keys of the configuration.
package enum EnvironmentName {
    /// What their names begin with.
    package static let prefix = "SALLYPORT_"
    /// Variables with that beginning that commands look at, and that are no keys of the broker.
    package static let ofCommands: Set<String> = ["SALLYPORT_ENDPOINT_URL"]

    /// A key as a word of a variable's name: `clientIDs` is `CLIENT_IDS`, `insecureAllowRSA15AndTripleDES`
    /// `INSECURE_ALLOW_RSA15_AND_TRIPLE_DES`.
    package static func word(of key: String) -> String {
        let bytes = Array(key.utf8)
        var word: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if ASCII.isUppercase(byte), index > 0 {
                let rest = bytes[(index + 1)...]
                // The last capital of several begins a word when small letters follow it; a single s makes a plural.
                let beginsWord = rest.first.map(ASCII.isLowercase) ?? false
                let isPlural = rest.elementsEqual([UInt8(ascii: "s")])
                if ASCII.isLowercase(bytes[index - 1]) || (beginsWord && !isPlural) { word.append(UInt8(ascii: "_")) }
            }
            word.append(ASCII.isLowercase(byte) ? byte - 0x20 : byte)
        }
        return String(decoding: word, as: UTF8.self)
    }

    /// The place that a variable stands for; nil when it stands for none.
    package static func place(of variable: String) -> ConfigurationPlace? {
        guard variable.hasPrefix(prefix) else { return nil }
        return place(of: variable.dropFirst(prefix.count), in: ConfigurationKeys.root, below: [])
    }

    private static func place(
        of rest: Substring, in section: ConfigurationSection, below steps: [ConfigurationPlace.Step]
    ) -> ConfigurationPlace? {
        for key in section.keys {
            guard let rest = after(word(of: key.name), in: rest) else { continue }
            if let place = place(of: rest, key, key.kind, at: steps + [.key(key.name)]) { return place }
        }
        return nil
    }

    private static func place(
        of rest: Substring, _ key: ConfigurationKey, _ kind: ValueKind, at steps: [ConfigurationPlace.Step]
    ) -> ConfigurationPlace? {
        if rest.isEmpty { return ConfigurationPlace(steps: steps, key: key, kind: kind) }
        switch kind {
        case .mapping(let section), .textOrMapping(let section, _), .wordOrMapping(_, let section):
            return place(of: rest, in: section, below: steps)
        case .list(let element, _):
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            // A number without zeros before it, so that an element has one name.
            guard let index = Int(digits), "\(index)" == digits, let rest = after(String(digits), in: rest) else {
                return nil
            }
            return place(of: rest, key, element, at: steps + [.element(index)])
        case .text, .path, .boolean, .integer, .word, .names, .policy, .textOrList: return nil
        }
    }

    /// What follows a word and an underscore; empty when nothing follows the word, nil when it is another word.
    private static func after(_ word: String, in text: Substring) -> Substring? {
        guard text.hasPrefix(word) else { return nil }
        let rest = text.dropFirst(word.count)
        if rest.isEmpty { return rest }
        return rest.first == "_" && rest.count > 1 ? rest.dropFirst() : nil
    }

    /// Whether Kubernetes gave the variable to the process, because a Service has a name that begins with `sallyport`.
    package static func isOfKubernetes(_ variable: String, _ value: String) -> Bool {
        let service = /SALLYPORT(_[A-Z0-9_]+)?_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)/
        let port = /SALLYPORT(_[A-Z0-9_]+)?_PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?/
        if variable.wholeMatch(of: service) != nil || variable.wholeMatch(of: port) != nil { return true }
        return variable.hasSuffix("_PORT") && value.firstMatch(of: /^(tcp|udp|sctp):\/\//) != nil
    }

    /// The names that come nearest to one that stands for nothing.
    package static func near(_ variable: String) -> [String] {
        // Indices as they were given, so that the answer can be copied.
        let numbers = variable.matches(of: /_([0-9]+)(?=_|$)/).map { String($0.1) }
        let plain = variable.replacing(/_[0-9]+(?=_|$)/, with: "_0")
        let names = ConfigurationPlace.all.compactMap(\.variable) + ofCommands
        return NearestTexts.texts(to: plain, among: names).map { name in
            var numbers = numbers[...]
            return name.replacing(/_0(?=_|$)/) { _ in "_\(numbers.popFirst() ?? "0")" }
        }
    }
}
