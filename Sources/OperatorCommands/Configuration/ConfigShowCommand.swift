import ArgumentParser
import CommandIO
import Encodings
import Foundation
import SallyportConfiguration

/// `sallyport config show`: the values that count.
struct ConfigShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the values that count, and who says them: file, environment or default.",
        discussion: """
            The keys are judged as a start does; nothing is opened that the file names.
            Secrets stand in files, which are named and not read; user and query of a URL
            are shown as redacted.

              sallyport config show --config sallyport.yaml
              sallyport config show --format json --config sallyport.yaml

            Exit codes: 0 done, 2 the configuration can't be read.
            """)

    @Option(help: "The configuration file (YAML).")
    var config = "sallyport.yaml"

    @Option(help: "How to write the result: text or json.")
    var format = OutputFormat.text

    func run() throws {
        let settings = try Terminal.reported {
            try ConfigurationReader(environment: ProcessInfo.processInfo.environment).settings(of: config)
        }
        format.write(settings.map(line), json: json(settings))
    }

    private func line(_ setting: ConfigurationSetting) -> String {
        "\(setting.path): \(setting.shownValue)  # \(source(of: setting))"
    }

    private func source(of setting: ConfigurationSetting) -> String {
        switch setting.origin {
        case .line(let line): "\(config):\(line)"
        case .variable(let name): name
        case .standard: "default"
        }
    }

    private func json(_ settings: [ConfigurationSetting]) -> String {
        let values = settings.map { setting in
            JSONValue.object([
                JSONMember("key", setting.path), JSONMember("value", setting.shownValue),
                JSONMember("source", source(of: setting)),
            ])
        }
        return JSONValue.array(values).indentedText
    }
}
