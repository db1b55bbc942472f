import Foundation
import IAM
import STS
import Testing

@testable import SallyportServer

/// Holds `docs/operations.md` against the tables of the operations.
///
/// To write the page again: `SALLYPORT_WRITE_DOCS=1 swift test --filter OperationsPageTests`.
@Suite("The page of operations")
struct OperationsPageTests {
    private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../docs/operations.md").standardizedFileURL

    @Test func saysWhatTheTablesSay() throws {
        let page = OperationsPage.text
        if ProcessInfo.processInfo.environment["SALLYPORT_WRITE_DOCS"] != nil {
            try Data(page.utf8).write(to: Self.file)
        }
        let written = try String(contentsOf: Self.file, encoding: .utf8)
        #expect(written == page, "docs/operations.md and the tables differ: write it again")
    }

    @Test func whatIsNotOfferedHasAReason() {
        let built = Set(STSOperations.all.map(\.name)).union(IAMService.operations.keys)
        let explained = OperationNames.notOffered.flatMap(\.names)
        #expect(explained.sorted() == (OperationNames.sts + OperationNames.iam).filter { !built.contains($0) }.sorted())
        for group in OperationNames.notOffered { #expect(group.reason.count > 20, "\(group.names)") }
    }
}

/// The page, as the tables have it.
enum OperationsPage {
    static var text: String {
        let sts = Set(STSOperations.all.map(\.name))
        let iam = Set(IAMService.operations.keys)
        return """
            # Operations

            The Query API at `/` answers these operations of STS (version 2011-06-15) and IAM (version 2010-05-08). Every other operation that
            AWS has is known by name and answered with `NotImplemented` (501); a name that AWS does not have, with `InvalidAction` (400).

            This page is written from the tables in the code, and a test holds the two against each other
            (`SALLYPORT_WRITE_DOCS=1 swift test --filter OperationsPageTests` writes it again).

            Resources are written with parameters in braces: `role of {RoleName}` is the ARN of the role with that name, `user {Path}{UserName}`
            the ARN of a user that is to be made. Keys come beside those that every request has: the caller's (`aws:PrincipalArn`, `aws:PrincipalTag/…`,
            `aws:username`, …), `aws:CurrentTime`, `aws:EpochTime`, `aws:SourceIp`, `aws:SecureTransport`, `aws:UserAgent`, `aws:RequestedRegion` (the
            one that was signed, or that of the host `sts.<region>.…`); and, where the resource is an entity that has tags, `aws:ResourceTag/…` and `iam:ResourceTag/…`.

            ## STS

            Built: \(sts.count) of \(OperationNames.sts.count).

            | operation | permission | resource | condition keys | also |
            | --- | --- | --- | --- | --- |
            \(STSOperations.all.sorted { $0.name < $1.name }.map(row).joined(separator: "\n"))

            Not offered: \(list(OperationNames.sts.filter { !sts.contains($0) })).

            ## IAM

            Built: \(iam.count) of \(OperationNames.iam.count). Root needs no permission. Users and roles need it in their policies, within their permissions
            boundary and session policies; policies of AWS can be changed by nobody.

            | operation | permission | resource | condition keys | also |
            | --- | --- | --- | --- | --- |
            \(IAMService.operations.values.sorted { $0.name < $1.name }.map(row).joined(separator: "\n"))

            Not offered: \(list(OperationNames.iam.filter { !iam.contains($0) })).

            ### What is not offered

            | operations | why |
            | --- | --- |
            \(OperationNames.notOffered.map(row).joined(separator: "\n"))

            ## Simulation

            SimulateCustomPolicy and SimulatePrincipalPolicy answer one result for each action, with one for each resource in it. Where AWS's answer
            cannot be told from its documentation this one does as was recorded from AWS: positions are counted as AWS counts them, and
            `EvalDecisionDetails` holds decisions only for a resource of another account.

            - `OrganizationsDecisionDetail` is there when service control policies of the configuration limit the account.
            - `ResourceHandlingOption` names one of AWS's six scenarios of starting an instance: there must be a resource of each type that it needs (`instance`, `image`,
              `security-group`; `volume` with EBS, `network-interface` in a VPC, `subnet` in a subnet), else the call is `InvalidInput`. The action is allowed when it is on all of them.
            - Without `ResourcePolicy` the caller's policies alone decide, whatever account the resource is of, and for roles as well: what a trust policy says is
              not known then. With it both have to agree as they do when a role is assumed.
            - The work is bounded: a call has at most 512 parameters; a page has at most 1,000 actions, and ends early when policies of 16 MiB would have been
              walked (their size times the resources) or 20,000 statements and keys answered. A single action beyond that is `InvalidInput`.

            """
    }

    private static func row(_ group: OperationNames.NotOffered) -> String {
        "| \(group.names.map { "`\($0)`" }.joined(separator: ", ")) | \(group.reason) |"
    }

    private static func row(_ operation: IAMOperation) -> String {
        let access = operation.access
        var further = access.further.map { "`iam:\($0.action)` with `\($0.parameter)`" }
        if let role = access.passedRole { further.append("`iam:PassRole` on `role of {\(role)}`") }
        return row(
            operation.name, "`iam:\(operation.name)`", access.resource.text, access.keys.map(\.text), further)
    }

    private static func row(_ operation: STSOperation) -> String {
        let access = operation.access
        let further = access.further.map { "`\($0.action)`: \($0.when)" }
        return row(operation.name, access.action.map { "`\($0)`" } ?? "none", access.resource, access.keys, further)
    }

    private static func row(
        _ name: String, _ permission: String, _ resource: String, _ keys: [String], _ further: [String]
    ) -> String {
        let cells = [
            name, permission, resource.isEmpty ? "" : "`\(resource)`", keys.map { "`\($0)`" }.joined(separator: ", "),
            further.joined(separator: ", "),
        ]
        return "| \(cells.joined(separator: " | ")) |"
    }

    private static func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }
}
