import Logging
import OperatorLog
import Testing

@Suite("What the log says, changed while it runs")
struct LogSettingsTests {
    private let settings = LogSettings(level: .warning)

    @Test(arguments: Logger.Level.allCases)
    func eachLevelIsKept(_ level: Logger.Level) {
        settings.level = level
        #expect(settings.level == level)
        settings.isJSON = level == .error
        #expect(settings.isJSON == (level == .error))
    }

    @Test func loggersThatAreThereFollow() {
        let handler = OperatorLogHandler(label: "test", output: LogOutput(), settings: settings)
        let logger = Logger(label: "test") { _ in handler }
        var quiet = logger
        quiet.logLevel = .error
        #expect(logger.logLevel == .warning && quiet.logLevel == .error)
        settings.level = .debug
        #expect(logger.logLevel == .debug)
        // A copy that was told to say less goes on doing so.
        #expect(quiet.logLevel == .error)
        settings.level = .critical
        #expect(logger.logLevel == .critical && quiet.logLevel == .critical)
    }
}
