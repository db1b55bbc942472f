import FederationTesting
import Foundation
import Hummingbird
import Testing

@testable import SallyportServer

@Suite("Presigned URLs of calls")
struct PresignedCallTests {
    private static let read = [("Action", "ListUsers"), ("Version", "2010-05-08")]
    private static let change = [("Action", "CreateUser"), ("Version", "2010-05-08"), ("UserName", "ana")]
    private static let credentials = [("Action", "GetSessionToken"), ("Version", "2011-06-15")]

    private func answer(_ fields: [(String, String)], _ service: String, age: Double) async throws -> Answer {
        let site = try await Site()
        let caller = try await SignedCaller(site)
        site.clock.advance(by: age)
        return try await site.visit { browser in
            try await SignedClient(browser, accessKeyID: caller.accessKeyID, secret: caller.secret)
                .presigned(fields, service: service, expires: 7_200)
        }
    }

    @Test(arguments: [(change, "iam"), (credentials, "sts")])
    func thoseThatChangeSomethingWorkForAQuarterOfAnHour(_ fields: [(String, String)], _ service: String) async throws {
        let young = try await answer(fields, service, age: 900)
        #expect(young.status == .ok, "\(young.text)")
        let old = try await answer(fields, service, age: 901)
        #expect(old.status == .badRequest)
        #expect(old.element("Code") == "RequestExpired")
        #expect(old.element("Message")?.contains("15 minutes") == true)
    }

    @Test func readsWorkAsLongAsTheySay() async throws {
        #expect(try await answer(Self.read, "iam", age: 7_200).status == .ok)
        #expect(try await answer(Self.read, "iam", age: 7_201).element("Code") == "RequestExpired")
    }
}
