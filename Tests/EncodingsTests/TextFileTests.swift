import Encodings
import Testing

@Suite struct TextFileTests {
    @Test(arguments: [("", ""), ("\n", ""), ("a", "a"), ("a\n", "a"), ("a\n\n", "a\n"), ("a\nb · c\n", "a\nb · c")])
    func leavesOutTheLastNewline(file: String, text: String) { #expect(String(textFile: Array(file.utf8)) == text) }
}
