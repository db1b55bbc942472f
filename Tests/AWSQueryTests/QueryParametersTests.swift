import AWSQuery
import Testing

@Suite("Parameters of the Query protocol")
struct QueryParametersTests {
    @Test("Texts, numbers and truth values")
    func values() {
        let parameters = QueryParameters([
            "Name": "x", "Empty": "", "Number": "-7", "Large": "99999999999999999999", "Yes": "true", "No": "False",
            "Maybe": "1",
        ])
        #expect(parameters.text("Name") == "x")
        #expect(parameters.text("Empty") == "")
        #expect(parameters.text("name") == nil)
        #expect(parameters["Absent"] == "")
        #expect(parameters.integer("Number") == -7)
        #expect(parameters.integer("Large") == nil)
        #expect(parameters.boolean("Yes") == true)
        #expect(parameters.boolean("No") == false)
        #expect(parameters.boolean("Maybe") == nil)
        #expect(parameters.texts.keys.sorted() == ["Empty", "Large", "Maybe", "Name", "No", "Number", "Yes"])
    }

    @Test("A list ends where a number is missing")
    func lists() {
        let parameters = QueryParameters([
            "Keys.member.1": "a", "Keys.member.2": "b", "Keys.member.4": "d", "Zero.member.0": "z", "Bare": "",
            "Keys.member.2x": "x",
        ])
        #expect(parameters.list("Keys") == ["a", "b"])
        #expect(parameters.list("Zero").isEmpty)
        #expect(parameters.list("Bare").isEmpty)
        #expect(parameters.list("Key").isEmpty)
    }

    @Test("Structures hold texts, lists and structures")
    func structures() throws {
        let parameters = QueryParameters([
            "Tags.member.1.Key": "a", "Tags.member.1.Value": "b", "Tags.member.2.Key": "c",
            "Tags.member.2.Names.member.1": "n", "Tags.member.2.Inner.member.1.Deep.member.1.Name": "x",
            "Tags.member.4.Key": "lost",
        ])
        let tags = parameters.structures("Tags")
        #expect(tags.map { $0["Key"] } == ["a", "c"])
        #expect(tags.map { $0.text("Value") } == ["b", nil])
        #expect(tags[1].list("Names") == ["n"])
        #expect(tags[1].structures("Inner").first?.structures("Deep").first?["Name"] == "x")
        #expect(tags[0].structures("Inner").isEmpty)
    }

    @Test(
        "Odd names make no members and do no harm",
        arguments: [
            "Tags.member.", "Tags.member.1", "Tags.member.1.", "Tags.member..Key", "Tags.member.-1.Key",
            "Tags.member.99999999999999999999.Key", "Tags.member.9223372036854775807.Key", "Tags.member.0.Key",
            "Tags.member.01.Key",
            "Tags.member.+1.Key",
            "Tags.member.１.Key", "Tags.member. 1.Key", "Tags.member.1\u{301}.Key", "Tags", ".", "", "Tags.member.2.Key",
        ])
    func hostile(_ name: String) {
        let parameters = QueryParameters([name: "x"])
        let members = parameters.structures("Tags")
        #expect(members.compactMap { $0.text("Key") }.isEmpty)
        #expect(members.isEmpty || name == "Tags.member.1.")
        #expect(parameters.structures("").isEmpty)
    }

    @Test("Thousands of members are read in reasonable work")
    func many() {
        var texts: [String: String] = [:]
        for number in 1...20_000 { texts["Tags.member.\(number).Key"] = "k\(number)" }
        let tags = QueryParameters(texts).structures("Tags")
        #expect(tags.count == 20_000)
        #expect(tags.last?["Key"] == "k20000")
    }
}
