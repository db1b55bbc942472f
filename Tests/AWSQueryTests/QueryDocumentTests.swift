import AWSQuery
import Testing

@Suite("Answers of the Query protocol")
struct QueryDocumentTests {
    private func success(_ result: QueryResult) -> String {
        QueryDocument.success(operation: "Do", namespace: "https://n/", result: result, requestID: "id")
    }

    @Test("Members are written in their order")
    func members() {
        let xml = success(
            QueryResult([
                .text("A", "x"), .integer("N", 7), .boolean("B", true), .structure("S", [.text("T", "")]),
                .structures("L", [[.text("K", "1")], []]), .list("W", ["a", "b"]), .list("E", []),
            ]))
        #expect(
            xml
                == #"<DoResponse xmlns="https://n/"><DoResult><A>x</A><N>7</N><B>true</B><S><T></T></S>"#
                + "<L><member><K>1</K></member><member></member></L>"
                + "<W><member>a</member><member>b</member></W><E></E></DoResult>"
                + "<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></DoResponse>")
    }

    @Test("An operation without a result has no result element; an empty result has")
    func empty() {
        #expect(!success(.none).contains("DoResult"))
        #expect(success(QueryResult([])).contains("<DoResult></DoResult>"))
    }

    @Test("A refusal says whose fault it is")
    func failure() {
        let sender = QueryDocument.failure(
            QueryFault("Code", "<m>", status: 403), namespace: "https://n/", requestID: "i")
        #expect(
            sender
                == #"<ErrorResponse xmlns="https://n/"><Error><Type>Sender</Type><Code>Code</Code>"#
                + "<Message>&lt;m&gt;</Message></Error><RequestId>i</RequestId></ErrorResponse>")
        let receiver = QueryDocument.failure(QueryFault("Code", "m", status: 503), namespace: "", requestID: "i")
        #expect(receiver.contains("<Type>Receiver</Type>"))
    }

    @Test("The cause of a refusal is not told, and makes no other refusal")
    func cause() {
        let fault = QueryFault("Code", "m", cause: "because")
        #expect(fault == QueryFault("Code", "m"))
        #expect(fault != QueryFault("Code", "n", cause: "because"))
        #expect(!fault.description.contains("because"))
        #expect(!QueryDocument.failure(fault, namespace: "", requestID: "i").contains("because"))
    }

    @Test(
        "What XML cannot hold, or gives a meaning to, is escaped",
        arguments: [
            ("<a>&\"'", "&lt;a&gt;&amp;\"'"), ("]]>", "]]&gt;"), ("a\r\n\tb", "a&#13;&#10;&#9;b"),
            ("\u{0}\u{1F}", "\u{FFFD}\u{FFFD}"), ("\u{FFFE}\u{FFFF}", "\u{FFFD}\u{FFFD}"), ("é💰\u{FEFF}", "é💰\u{FEFF}"),
            ("plain", "plain"), ("", ""),
        ])
    func escaped(_ text: String, _ xml: String) {
        #expect(success(QueryResult([.text("A", text)])).contains("<A>\(xml)</A>"))
        #expect(success(QueryResult([.list("L", [text])])).contains("<member>\(xml)</member>"))
    }
}
