import ConfigurationKeys
import Yams

/// The environment variables that stand for keys of the configuration; their values go before those of the file.
struct EnvironmentOverlay {
    /// A variable, and where its value goes.
    private struct Value {
        let variable: String
        let place: ConfigurationPlace
        let node: Node
    }

    /// What errors about a variable name in the place of a file.
    static let source = "environment"

    private let values: [Value]
    /// The variable of each place that has one, by its path.
    let variables: [String: String]

    /// No variables.
    static var none: EnvironmentOverlay { EnvironmentOverlay(values: []) }

    private init(values: [Value]) {
        // A list or mapping as a whole goes first, so that what is said of a part of it holds.
        self.values = values.sorted { ($0.place.steps.count, $0.variable) < ($1.place.steps.count, $1.variable) }
        variables = Dictionary(values.map { ($0.place.path, $0.variable) }, uniquingKeysWith: { first, _ in first })
    }

    /// Finds them among all variables of a process.
    ///
    /// Throws for a name that begins as they do and stands for nothing, and for a value that is no YAML.
    init(_ environment: [String: String]) throws(BrokerConfigurationError) {
        var values: [Value] = []
        for (variable, text) in environment.sorted(by: { $0.key < $1.key })
        where variable.hasPrefix(EnvironmentName.prefix) && !EnvironmentName.ofCommands.contains(variable)
            && !EnvironmentName.isOfKubernetes(variable, text)
        {
            guard let place = EnvironmentName.place(of: variable) else {
                let near = EnvironmentName.near(variable).joined(separator: ", ")
                throw Self.error(
                    variable, "no key has this variable" + (near.isEmpty ? "" : "; did you mean one of \(near)?"))
            }
            let node = try Self.isYAML(text, place.kind) ? Self.compose(text, variable) : Node(text)
            values.append(Value(variable: variable, place: place, node: node))
        }
        self.init(values: values)
    }

    /// Whether the text is the value written as YAML: in the place of a list or mapping, and for a policy in place.
    private static func isYAML(_ text: String, _ kind: ValueKind) -> Bool {
        switch kind {
        case .list, .mapping, .names: true
        case .policy, .textOrMapping, .wordOrMapping: text.first { !$0.isWhitespace } == "{"
        case .textOrList: text.first { !$0.isWhitespace } == "["
        case .text, .path, .boolean, .integer, .word: false
        }
    }

    private static func compose(_ text: String, _ variable: String) throws(BrokerConfigurationError) -> Node {
        guard text.contains(where: { !$0.isWhitespace }) else { throw Self.error(variable, "the value is empty") }
        do throws(BrokerConfigurationError) {
            return try ConfigurationNode.compose(text, source: source)
        } catch {
            throw Self.error(variable, error.reason)
        }
    }

    private static func error(_ variable: String, _ reason: String) -> BrokerConfigurationError {
        BrokerConfigurationError(source: source, key: variable, reason: reason)
    }

    /// The tree of a file with the values of the variables in it.
    ///
    /// Throws when the file has something else where a variable needs a list or mapping, or too few elements.
    func applied(to root: Node) throws(BrokerConfigurationError) -> Node {
        var root = root
        for value in values {
            do throws(Misfit) {
                root = try Self.put(value.node, at: value.place.steps[...], in: root)
            } catch {
                throw Self.error(value.variable, error.reason)
            }
        }
        return root
    }

    private struct Misfit: Error {
        let reason: String
    }

    private static func put(
        _ value: Node, at steps: ArraySlice<ConfigurationPlace.Step>, in node: Node?
    ) throws(Misfit) -> Node {
        guard let step = steps.first else { return value }
        let node = node.flatMap { $0.isNull ? nil : $0 }
        switch step {
        case .key(let name):
            guard var mapping = node.map(\.mapping) ?? Node.Mapping([]) else {
                throw Misfit(reason: "\(name) can't be put into what is no mapping")
            }
            mapping[Node(name)] = try put(value, at: steps.dropFirst(), in: mapping[Node(name)])
            return .mapping(mapping)
        case .element(let index):
            guard var sequence = node.map(\.sequence) ?? Node.Sequence([]), let index, index <= sequence.count else {
                let count = node?.sequence?.count ?? 0
                throw Misfit(reason: "the list has \(count) elements, counted from 0: neither one of them nor the next")
            }
            let old = index < sequence.count ? sequence[index] : nil
            let new = try put(value, at: steps.dropFirst(), in: old)
            if old == nil { sequence.append(new) } else { sequence[index] = new }
            return .sequence(sequence)
        case .name: throw Misfit(reason: "names are given all at once, as YAML")
        }
    }
}

extension Node {
    /// Whether nothing is written there, or `null`: as if the key were absent.
    var isNull: Bool {
        guard let scalar, scalar.style == .plain else { return false }
        return ["", "~", "null"].contains(scalar.string)
    }
}
