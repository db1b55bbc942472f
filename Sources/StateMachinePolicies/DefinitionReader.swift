import Encodings
import IAMPolicy

/// Goes through the states of a definition, nested ones too.
struct DefinitionReader {
    private(set) var tasks: [StateMachineTask] = []
    private(set) var distributedMaps: [(state: String, offset: Int)] = []
    private(set) var origin = Origin()
    /// State machines that are still to be looked at: a list in the place of recursion.
    private var waiting: [(node: JSONNode, isJSONata: Bool)] = []

    private static let stateTypes = ["Task", "Parallel", "Map", "Pass", "Wait", "Choice", "Succeed", "Fail"]

    mutating func read(_ node: JSONNode) throws(DefinitionFault) {
        waiting = [(node, false)]
        while let next = waiting.popLast() { try readMachine(next.node, isJSONata: next.isJSONata) }
    }

    private mutating func readMachine(_ node: JSONNode, isJSONata: Bool) throws(DefinitionFault) {
        guard node.members != nil else {
            throw DefinitionFault(message: "a state machine is a JSON object", offset: node.start)
        }
        let isJSONata = try language(of: node) ?? isJSONata
        guard let start = node["StartAt"]?.string else {
            throw DefinitionFault(message: "the state machine has no StartAt", offset: node.start)
        }
        guard let states = node["States"]?.members else {
            throw DefinitionFault(message: "the state machine has no States", offset: node.start)
        }
        guard states.contains(where: { $0.key == start }) else {
            throw DefinitionFault(message: "StartAt names no state: \(start.quoted)", offset: node.start)
        }
        for state in states { try readState(state, isJSONata: isJSONata) }
    }

    /// Whether texts may be expressions; `nil` when the node does not say.
    private func language(of node: JSONNode) throws(DefinitionFault) -> Bool? {
        guard let language = node["QueryLanguage"] else { return nil }
        switch language.string {
        case "JSONata": return true
        case "JSONPath": return false
        default: throw DefinitionFault(message: "QueryLanguage is JSONata or JSONPath", offset: language.start)
        }
    }

    private mutating func readState(_ state: JSONNode.Member, isJSONata: Bool) throws(DefinitionFault) {
        guard let type = state.node["Type"]?.string else {
            throw DefinitionFault(message: "state \(state.key.quoted) has no Type", offset: state.keyStart)
        }
        guard Self.stateTypes.contains(type) else {
            let offset = state.node["Type"]?.start ?? state.keyStart
            throw DefinitionFault(
                message: "state \(state.key.quoted) has an unknown Type \(type.quoted)", offset: offset)
        }
        switch type {
        case "Task": try readTask(state, isJSONata: try language(of: state.node) ?? isJSONata)
        case "Parallel": waiting += (state.node["Branches"]?.elements ?? []).map { ($0, isJSONata) }
        case "Map": readMap(state, isJSONata: isJSONata)
        default: break
        }
    }

    private mutating func readMap(_ state: JSONNode.Member, isJSONata: Bool) {
        let nested = [state.node["Iterator"], state.node["ItemProcessor"]].compactMap { $0 }
        waiting += nested.map { ($0, isJSONata) }
        let mode = state.node["ItemProcessor"]?["ProcessorConfig"]?["Mode"]?.string
        if mode == "DISTRIBUTED" || state.node["ItemReader"] != nil || state.node["ResultWriter"] != nil {
            distributedMaps.append((state.key, state.keyStart))
        }
    }

    private mutating func readTask(_ state: JSONNode.Member, isJSONata: Bool) throws(DefinitionFault) {
        guard let node = state.node["Resource"], let text = node.string else {
            throw DefinitionFault(message: "task \(state.key.quoted) has no Resource", offset: state.keyStart)
        }
        let resource: TaskResource
        do throws(TaskResource.Fault) {
            resource = try TaskResource(parsing: text)
        } catch {
            throw DefinitionFault(message: error.message, offset: node.start)
        }
        let parameters = state.node["Arguments"] ?? state.node["Parameters"]
        origin.add(text)
        if let parameters { addOrigins(of: parameters) }
        tasks.append(
            StateMachineTask(
                state: state.key, resource: resource, offset: node.start,
                parameters: TaskParameters(parameters, isJSONata: isJSONata)))
    }

    private mutating func addOrigins(of parameters: JSONNode) {
        var nodes = [parameters]
        while let node = nodes.popLast() {
            if let text = node.string { origin.add(text) }
            nodes += node.elements ?? node.members?.map(\.node) ?? []
        }
    }
}

/// What the ARNs of a definition agree on.
struct Origin: Sendable {
    private var partitions: Set<String> = []
    private var regions: Set<String> = []
    private var accounts: Set<String> = []

    mutating func add(_ text: String) {
        guard text.hasPrefix("arn:"), let arn = ARN(text), arn.isLiteral else { return }
        partitions.insert(arn.partition)
        if !arn.region.isEmpty { regions.insert(arn.region) }
        if arn.accountID.utf8.count == 12, arn.accountID.utf8.allSatisfy(ASCII.isDigit) {
            accounts.insert(arn.accountID)
        }
    }

    var partition: String? { partitions.count == 1 ? partitions.first : nil }
    var region: String? { regions.count == 1 ? regions.first : nil }
    var account: String? { accounts.count == 1 ? accounts.first : nil }
}
