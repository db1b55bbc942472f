import CYaml

/// Looks at the keys of a YAML document before it is read.
///
/// Whoever reads it compares the keys of each mapping. A key that is an alias or a collection, and that further aliases make
/// billions of values of, would be compared for ever.
package enum YAMLKeys {
    /// A key that is no text.
    package struct Fault: Error, CustomStringConvertible {
        /// Line from 1.
        package let line: Int
        /// What is wrong there.
        package let description: String
    }

    private enum Frame {
        case list
        /// A key comes next, or its value.
        case mapping(expectsKey: Bool)
    }

    /// Throws `Fault` for the first key that is no text.
    ///
    /// A document that is no YAML passes as far as it can be read: the reader says what is wrong with it.
    package static func check(_ text: String) throws(Fault) {
        var text = text
        let fault = text.withUTF8 { search($0) }
        if let fault { throw fault }
    }

    private static func search(_ text: UnsafeBufferPointer<UInt8>) -> Fault? {
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else { return nil }
        defer { yaml_parser_delete(&parser) }
        yaml_parser_set_input_string(&parser, text.baseAddress, text.count)
        var frames: [Frame] = []
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(&parser, &event) == 1 else { return nil }
            defer { yaml_event_delete(&event) }
            switch event.type {
            case YAML_STREAM_END_EVENT: return nil
            case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: _ = frames.popLast()
            case YAML_SCALAR_EVENT: _ = isKey(&frames)
            case YAML_ALIAS_EVENT, YAML_SEQUENCE_START_EVENT, YAML_MAPPING_START_EVENT:
                guard !isKey(&frames) else {
                    return Fault(
                        line: Int(clamping: event.start_mark.line) + 1,
                        description: "a key is a text; an alias, a list or a mapping can't be one")
                }
                if event.type == YAML_SEQUENCE_START_EVENT { frames.append(.list) }
                if event.type == YAML_MAPPING_START_EVENT { frames.append(.mapping(expectsKey: true)) }
            default: break
            }
        }
    }

    /// Whether the node that begins is a key; the next one of the mapping is the other of the two then.
    private static func isKey(_ frames: inout [Frame]) -> Bool {
        guard case .mapping(let expectsKey)? = frames.last else { return false }
        frames[frames.count - 1] = .mapping(expectsKey: !expectsKey)
        return expectsKey
    }
}
