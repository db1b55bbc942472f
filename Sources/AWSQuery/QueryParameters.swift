/// Parameters of a call of the Query protocol: texts by name, lists as `Name.member.N`, structures as `Name.Member`.
public struct QueryParameters: Hashable, Sendable {
    /// The text of each parameter, by its whole name as it was sent.
    public let texts: [String: String]
    private let prefix: String

    /// Makes parameters of decoded form fields.
    public init(_ texts: [String: String]) {
        self.init(texts, prefix: "")
    }

    private init(_ texts: [String: String], prefix: String) {
        self.texts = texts
        self.prefix = prefix
    }

    /// Those that an operation declares: nothing else that a caller sends has a say.
    public func declared(by parameters: [Parameter]) -> QueryParameters {
        let declared = Set(parameters.map(\.name.text))
        return QueryParameters(texts.filter { declared.contains(String($0.key.prefix { $0 != "." })) })
    }

    /// The text of a parameter; nil when it is absent.
    public func text(_ name: ParameterName) -> String? { texts[prefix + name.text] }

    /// The text of a parameter; empty when it is absent, which validation has excluded for required ones.
    public subscript(name: ParameterName) -> String { text(name) ?? "" }

    /// The text of a parameter as a number; nil when it is absent or none.
    public func integer(_ name: ParameterName) -> Int? { text(name).flatMap { Int($0) } }

    /// The text of a parameter as a truth value; nil when it is absent or none.
    public func boolean(_ name: ParameterName) -> Bool? { text(name).flatMap(Self.boolean) }

    static func boolean(_ text: String) -> Bool? {
        switch text {
        case "true", "True", "TRUE": true
        case "false", "False", "FALSE": false
        default: nil
        }
    }

    /// The texts of a list, in order; a gap in the numbers ends it.
    public func list(_ name: ParameterName) -> [String] {
        var result: [String] = []
        while let text = texts["\(prefix)\(name).member.\(result.count + 1)"] { result.append(text) }
        return result
    }

    /// The structures of a list, in order; a number without any member ends it.
    public func structures(_ name: ParameterName) -> [QueryParameters] {
        let start = "\(prefix)\(name).member."
        // Each number must be seen among the names, so one pass over them bounds the work.
        var numbers: Set<Int> = []
        for key in texts.keys where key.utf8.starts(with: start.utf8) {
            let rest = key.utf8.dropFirst(start.utf8.count)
            guard let dot = rest.firstIndex(of: UInt8(ascii: ".")), let number = Int(String(rest[..<dot]) ?? "") else {
                continue
            }
            // `01` and `+1` are no numbers of members.
            if String(number).utf8.elementsEqual(rest[..<dot]) { numbers.insert(number) }
        }
        var result: [QueryParameters] = []
        while numbers.contains(result.count + 1) {
            result.append(QueryParameters(texts, prefix: "\(start)\(result.count + 1)."))
        }
        return result
    }
}
