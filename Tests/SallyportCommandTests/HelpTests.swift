import ArgumentParser
import Testing

@testable import sallyport

@Suite("Commands explain themselves")
struct HelpTests {
    @Test func listsEveryCommand() {
        let help = Sallyport.helpMessage()
        for command in ["serve", "keys", "inspect", "metadata", "role", "policy", "audit", "assume", "idp"] {
            #expect(help.contains("  " + command + " "))
        }
    }
}
