package import ArgumentParser
import CommandIO
import ConfigurationKeys

/// `sallyport config`: what the configuration file may hold, and what counts.
package struct ConfigCommand: ParsableCommand {
    /// Its help, and the commands below it.
    package static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Explain and show the configuration.",
        discussion: """
            Which keys there are:        sallyport config explain
            What one of them is for:     sallyport config explain listen.port
            What counts, and who says it:
              sallyport config show --config sallyport.yaml
            For editors:                 sallyport config schema > sallyport.schema.json
            """,
        subcommands: [ConfigExplainCommand.self, ConfigShowCommand.self, ConfigSchemaCommand.self])

    /// Makes one that the parser fills.
    package init() {}
}

/// `sallyport config schema`: the JSON Schema.
struct ConfigSchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Write the JSON Schema of the configuration file.",
        discussion: """
            Editors with the YAML language server complete keys and mark faults when the
            first line of the file is

              # yaml-language-server: $schema=sallyport.schema.json

            The schema judges one value at a time; `serve --check` judges the whole.
            """)

    func run() { Terminal.write(json: String(ConfigurationSchema.text.dropLast())) }
}
