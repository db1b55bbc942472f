import Encodings

/// A pattern's text taken apart: literal bytes, wildcards and policy variables.
struct PatternTemplate: Hashable, Sendable {
    struct Variable: Hashable, Sendable {
        /// The key as written.
        let name: String
        /// The key as requests are asked for it.
        let key: ContextKeys.Name
        let defaultValue: String?
    }

    enum Part: Hashable, Sendable {
        case tokens([PatternToken])
        case variable(Variable)
    }

    let parts: [Part]

    init(parts: [Part]) {
        self.parts = parts
    }

    /// Reads a text; wildcards and variables count only where they are allowed, otherwise they are literal text.
    init(_ text: String, variables: Bool, wildcards: Bool) {
        var parts: [Part] = []
        var tokens: [PatternToken] = []
        let bytes = Array(text.utf8)
        // Where a variable can end at the latest, so that the end is not searched again and again where there is none.
        let lastEnd = variables ? bytes.lastIndex(of: ASCII.closeBrace) ?? 0 : 0
        tokens.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == ASCII.dollar, index < lastEnd, let reference = VariableReference(in: bytes, at: index) {
                switch reference.meaning {
                case .literal(let literal):
                    tokens.append(.literal(literal))
                case .variable(let variable):
                    if !tokens.isEmpty { parts.append(.tokens(tokens)) }
                    tokens = []
                    parts.append(.variable(variable))
                }
                index = reference.end
                continue
            }
            tokens.append(PatternToken(byte, wildcards: wildcards))
            index += 1
        }
        if !tokens.isEmpty { parts.append(.tokens(tokens)) }
        self.parts = parts
    }

    /// The tokens when there is no variable.
    var constantTokens: [PatternToken]? {
        switch parts.count {
        case 0: return []
        case 1:
            if case .tokens(let tokens) = parts[0] { return tokens }
            return nil
        default: return nil
        }
    }

    var variables: [Variable] {
        parts.compactMap { part in
            if case .variable(let variable) = part { variable } else { nil }
        }
    }

    /// The tokens with every variable replaced, whose values are literal text; `nil` when one has no single value, or when
    /// more than `longest` tokens other than asterisks came out.
    ///
    /// A text that is shorter than a pattern does not match it, and a pattern may name a long value over and over.
    func resolve(_ keys: ContextKeys, longest: Int) -> [PatternToken]? {
        var resolved: [PatternToken] = []
        var room = longest
        for part in parts {
            switch part {
            case .tokens(let tokens):
                room -= tokens.count { $0 != .anySequence }
                resolved.append(contentsOf: tokens)
            case .variable(let variable):
                guard let value = variable.value(in: keys) else { return nil }
                room -= value.utf8.count
                guard room >= 0 else { return nil }
                resolved.append(contentsOf: value.utf8.map(PatternToken.literal))
            }
        }
        return room >= 0 ? resolved : nil
    }

    /// The text with every variable replaced and wildcards left out; `nil` when a variable has no single value, or when it
    /// is longer than `longest` bytes.
    func text(_ keys: ContextKeys, longest: Int) -> String? {
        resolve(keys, longest: longest).map { String(decoding: $0.compactMap(\.byte), as: UTF8.self) }
    }

    /// Whether a text may hold a variable.
    static func mayHoldVariable(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.contains(ASCII.dollar)
    }

    /// Splits at literal occurrences of a byte, at most `maximumSplits` times; never inside a variable.
    func split(at separator: UInt8, maximumSplits: Int) -> [PatternTemplate] {
        var pieces: [[Part]] = [[]]
        for part in parts {
            guard case .tokens(let tokens) = part else {
                pieces[pieces.count - 1].append(part)
                continue
            }
            var current: [PatternToken] = []
            for token in tokens {
                if pieces.count <= maximumSplits, token.byte == separator {
                    if !current.isEmpty { pieces[pieces.count - 1].append(.tokens(current)) }
                    current = []
                    pieces.append([])
                } else {
                    current.append(token)
                }
            }
            if !current.isEmpty { pieces[pieces.count - 1].append(.tokens(current)) }
        }
        return pieces.map(PatternTemplate.init(parts:))
    }
}

extension PatternTemplate.Variable {
    /// The key's only value, else the default when the key is absent; a key with several values has none.
    func value(in keys: ContextKeys) -> String? {
        guard let values = keys.values(of: key) else { return defaultValue }
        return values.count == 1 ? values[0] : nil
    }
}
