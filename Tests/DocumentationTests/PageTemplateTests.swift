import Testing

/// Holds the templates of pages to what `docs/architecture.md` says of them.
@Suite("Page templates")
struct PageTemplateTests {
    /// Mustache leaves unescaped what stands in `{{{name}}}` and `{{&name}}`; other delimiters and pragmas would hide such a place.
    private static func turnsOffEscaping(_ template: String) -> Bool { template.contains(/\{\{\s*[{&=%]/) }

    @Test func escapeWhatTheyAreGiven() throws {
        let files = try Repository.files(below: "Sources", suffix: ".mustache")
        #expect(files.contains("Sources/SallyportPages/Templates/layout.mustache"))
        for file in files { #expect(try !Self.turnsOffEscaping(Repository.text(file)), "\(file)") }
    }

    @Test(arguments: ["{{{name}}}", "{{&name}}", "{{ & name}}", "{{=<% %>=}}<%&name%>", "{{% CONTENT_TYPE:TEXT}}"])
    func knowWhatTurnsEscapingOff(template: String) { #expect(Self.turnsOffEscaping("<p>\(template)</p>")) }

    @Test(arguments: ["{{name}}", "{{#roles}}{{.}}{{/roles}}", "{{<layout}}{{$content}}{{/content}}{{/layout}}"])
    func takePlainTags(template: String) { #expect(!Self.turnsOffEscaping(template)) }
}
