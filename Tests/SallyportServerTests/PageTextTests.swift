import Accounts
import Encodings
import Foundation
import Testing

@testable import SallyportPages

@Suite("Texts of pages")
struct PageTextTests {
    private static func placeholders(_ text: String) -> Set<String> {
        Set(text.matches(of: /\{(\w+)\}/).map { String($0.1) })
    }

    @Test(arguments: Language.allCases)
    func areThereInEveryLanguage(_ language: Language) throws {
        let (english, texts) = (try Texts(.english).all, try Texts(language).all)
        #expect(Set(texts.keys) == Set(english.keys))
        for (name, text) in english {
            #expect(Self.placeholders(texts[name] ?? "") == Self.placeholders(text), "\(name)")
            #expect(texts[name]?.isEmpty == false, "\(name)")
        }
        for name in TextName.allCases { #expect(texts[name.rawValue] != nil, "\(name)") }
        #expect(texts["language"] == language.rawValue)
    }

    @Test func valuesAreNotReadAgain() throws {
        let text = try Texts(.english).text(.openLabel, ["role": "{account}", "account": "{role}"])
        #expect(text == "Open {account} in {role}")
    }

    private static let headers: [(String?, Language)] = [
        (nil, .english), ("", .english), ("de", .german), ("de-DE,de;q=0.9,en;q=0.8", .german),
        ("en-US,en;q=0.9,de;q=0.8", .english), ("fr;q=1.0, de;q=0.5", .german), ("en;q=0.1, DE;q=0.2", .german),
        ("fr, es", .english), ("de;q=0", .english), ("de;q=x", .english), ("deutsch", .english), ("*", .english),
        (String(repeating: "fr,", count: 1_000) + "de", .english),
    ]

    @Test(arguments: headers)
    func languageIsTheOneThatIsLikedBest(_ header: String?, _ language: Language) {
        #expect(Language(accepting: header) == language)
    }

    @Test(arguments: [
        (0, "0 s"), (59, "59 s"), (60, "1 min"), (3_599, "59 min"), (3_600, "1 h"), (5_400, "1 h 30 min"),
    ])
    func timesAreShort(_ seconds: Int, _ text: String) throws {
        #expect(try Texts(.english).time(seconds: seconds) == text)
    }

    @Test(arguments: [
        ("#000000", "#ffffff"), ("#ffffff", "#000000"), ("#14532d", "#ffffff"), ("#FFCC00", "#000000"),
        ("#777777", "#000000"),
    ])
    func textOnAColourCanBeRead(_ color: String, _ text: String) throws {
        #expect(try #require(AccentColor(color)).textColor == text)
    }

    @Test(arguments: ["", "14532d", "#14532", "#14532d0", "#14532g", "#é4532d", "red; } body { display: none"])
    func noOtherTextIsAColour(_ text: String) { #expect(AccentColor(text) == nil) }
}
