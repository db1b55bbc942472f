import Encodings
import IAMPolicy

/// A state machine as the Amazon States Language describes it, as far as its tasks go.
///
/// ```swift
/// let definition = try StateMachineDefinition(parsing: text)
/// let policy = try StateMachinePolicy(for: definition, in: Deployment(region: "eu-west-1"))
/// ```
public struct StateMachineDefinition: Sendable {
    /// The tasks, those of branches and of states that are repeated among them, in the order of the text.
    public let tasks: [StateMachineTask]
    /// Partition, region and account that the definition's own ARNs agree on.
    let origin: Origin
    /// Distributed maps and states that read or write lists of their own: name and offset.
    let distributedMaps: [(state: String, offset: Int)]
    let text: String

    /// One megabyte is what Step Functions takes; nesting is bounded so that nobody's stack is.
    static let limits = JSONReader.Limits(bytes: 1_048_576, depth: 128)

    /// Reads a definition.
    ///
    /// - Throws: `StateMachineError` with line and column when the text is not JSON, larger than a megabyte or nested more
    ///   than 128 deep, or when states have an unknown `Type` or a `Resource` that is none.
    public init(parsing text: String) throws(StateMachineError) {
        let node: JSONNode
        do throws(JSONSyntaxError) {
            node = try JSONReader.read(text, limits: Self.limits)
        } catch {
            let position = SourcePosition(offset: error.offset, in: text)
            throw StateMachineError(message: "\(error.reason)", position: position)
        }
        var reader = DefinitionReader()
        do throws(DefinitionFault) {
            try reader.read(node)
        } catch {
            throw error.error(in: SourceMap(text))
        }
        self.text = text
        tasks = reader.tasks.sorted { $0.offset < $1.offset }
        distributedMaps = reader.distributedMaps
        origin = reader.origin
    }
}
