import ArgumentParser

/// How a command prints its result.
enum PolicyOutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}
