import ActionCatalogue
import IAMPolicy
import Testing

@Suite("What is known of services")
struct ActionCatalogueTests {
    @Test(arguments: [
        ("s3:GetObject", AccessLevel.read), ("S3:getobject", .read), ("s3:PutBucketAcl", .permissionsManagement),
        ("s3:PutObjectAcl", .permissionsManagement), ("kms:RetireGrant", .permissionsManagement),
        ("iam:PassRole", .write),
        ("ec2:DescribeInstances", .list), ("iam:GetUser", .read), ("sqs:SendMessage", .write),
        ("nowhere:ListThings", .list),
    ])
    func levelsAreThoseOfTheGuide(_ action: String, _ level: AccessLevel) {
        #expect(ActionCatalogue.shared.level(of: action) == level)
    }

    @Test(arguments: ["s3", "s3:", "", "s3:Frobnicate", "a:b:c", "*"])
    func whatNobodyKnowsHasNoLevel(_ action: String) { #expect(ActionCatalogue.shared.level(of: action) == nil) }

    @Test func theTableIsWhole() throws {
        let catalogue = ActionCatalogue.shared
        #expect(catalogue.prefixes.count > 100)
        let services = catalogue.prefixes.compactMap(catalogue.service)
        #expect(services.reduce(0) { $0 + $1.actions.count } > 3_500)
        for service in services {
            #expect(!service.actions.isEmpty || !service.keys.isEmpty, "\(service.prefix)")
            #expect(Set(service.actions.map { $0.lowercased() }).count == service.actions.count, "\(service.prefix)")
        }
        #expect(try #require(catalogue.service("EC2")).keys.contains("InstanceType"))
        #expect(ActionCatalogue.origin.contains("2018"))
    }

    @Test func rowsOfAnotherFormArePassedOver() {
        let catalogue = ActionCatalogue(rows: "a L One Two\n\nb\nb R\na W Three\n a X Four")
        #expect(catalogue.prefixes == ["a"])
        #expect(catalogue.level(of: "a:one") == .list && catalogue.level(of: "a:Three") == .write)
        #expect(catalogue.service("a")?.has("FOUR") == true)
    }

    @Test(
        arguments: [
            ("GetObjekt", "GetObject"), ("getobjet", "GetObject"), ("GetObjects", nil), ("PutObject", nil),
            ("Get", nil), ("", nil),
            ("GetObject2", nil), ("ListMultipartUplodPart", "ListMultipartUploadParts"),
            ("GetObjcet", "GetObject"), ("GteObjcet", nil), ("eGtObject", "GetObject"), ("GetObjetc", "GetObject"),
        ] as [(String, String?)])
    func misspellingsAreTold(_ name: String, _ meant: String?) {
        let names = ["GetObject", "DeleteObject", "ListMultipartUploadParts", "GetObjectX"]
        let known = name == "GetObjects" ? names : names.filter { $0 != "GetObjectX" }
        #expect(Misspelling.correction(of: name, among: known) == meant)
    }

    @Test func summariesTellHowFarALevelIsReached() throws {
        func levels(_ action: String, in rows: String = "a L One Two\na W Three\na R Four") throws -> [String]? {
            let text =
                #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", \#(action), "Resource": "*"}}"#
            let summary = PolicySummary(try PolicyDocument(parsing: text, kind: .managed))
            let service = try #require(summary.services.first)
            return LevelSummary(service, in: ActionCatalogue(rows: rows))?.levels.map {
                "\($0.extent.rawValue) \($0.level.rawValue)"
            }
        }
        #expect(try levels(#""Action": ["a:One", "a:Three"]"#) == ["Limited List", "Full Write"])
        #expect(try levels(#""Action": ["a:one", "a:T*"]"#) == ["Full List", "Full Write"])
        #expect(try levels(#""NotAction": "a:Two""#) == ["Limited List", "Full Read", "Full Write"])
        #expect(try levels(#""Action": "a:Five""#) == [])
        #expect(try levels(#""Action": "b:One""#) == nil)
    }

    @Test func whatTheTableDoesNotHaveIsUncategorised() throws {
        let text =
            #"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["s3:GetObject", "s3:Nothing", "s3:No*"], "Resource": "*"}}"#
        let service = try #require(PolicySummary(try PolicyDocument(parsing: text, kind: .managed)).services.first)
        #expect(LevelSummary(service)?.uncategorised == ["s3:Nothing"])
    }
}
