import AWSQuery
import Accounts
import ActionCatalogue
import Encodings
import STS

extension IAMService {
    /// What was accessed when, as far as the broker knows: calls of its own services, and of those that ask it.
    static let accessReportOperations: [IAMOperation] = [
        .writing(
            "GenerateServiceLastAccessedDetails", parameters: [.required(.arn), .optional(.granularity)],
            access: AccessRule(.any), generateAccessReport),
        .reading(
            "GetServiceLastAccessedDetails", parameters: [.required(.jobID)] + .page, access: AccessRule(.any),
            getAccessReport),
        .reading(
            "GetServiceLastAccessedDetailsWithEntities",
            parameters: [.required(.jobID), .required(.serviceNamespace)] + .page, access: AccessRule(.any),
            getAccessReportWithEntities),
        .reading(
            "ListPoliciesGrantingServiceAccess",
            parameters: [.required(.arn), .required(.serviceNamespaces), .optional(.marker)],
            access: AccessRule(.any), { try await GrantingPolicies.result($0) }),
    ]

    /// Seconds for which a report can be read.
    private static let life: Int64 = 604_800

    private static func generateAccessReport(_ context: OperationContext) async throws -> QueryResult {
        let arn = context.parameters[.arn]
        _ = try await AccessSubject(arn, context)
        for old in try await context.list(AccessReportRecord.self)
        where old.createDate.advanced(bySeconds: life) < context.instant {
            try await context.entities.delete(uniqueID: old.uniqueID)
        }
        let id = UUIDText.make(context.random)
        try await context.insert(
            Entity(
                account: context.account.id, name: id, uniqueID: id, createDate: context.instant,
                record: AccessReportRecord(
                    arn: arn, tellsActions: context.parameters.text(.granularity) == "ACTION_LEVEL")),
            quota: Quotas.accessReports)
        return QueryResult([.text("JobId", id)])
    }

    private static func getAccessReport(_ context: OperationContext) async throws -> QueryResult {
        let page = try Page(context.parameters)
        let job = try await context.accessReport()
        guard let subject = try await context.subject(of: job) else { return failed(job, list: "ServicesLastAccessed") }
        let (shown, members) = page.select(subject.services.namespaces, key: \.self)
        var services: [[QueryMember]] = []
        for service in shown { services.append(try await access(to: service, subject, job, context)) }
        return QueryResult(
            [
                .text("JobStatus", "COMPLETED"),
                .text("JobType", job.record.tellsActions ? "ACTION_LEVEL" : "SERVICE_LEVEL"),
                .text("JobCreationDate", job.createDate.iso8601), .structures("ServicesLastAccessed", services),
                .text("JobCompletionDate", job.createDate.iso8601),
            ] + members)
    }

    private static func getAccessReportWithEntities(_ context: OperationContext) async throws -> QueryResult {
        let page = try Page(context.parameters)
        let job = try await context.accessReport()
        guard let subject = try await context.subject(of: job) else { return failed(job, list: "EntityDetailsList") }
        let service = context.parameters[.serviceNamespace].asciiLowercased
        // An ARN may be longer than a marker; within an account, kind and name tell as much.
        let principals = subject.services.grants(service) ? subject.principals : []
        let (shown, members) = page.select(principals) { "\($0.kind.rawValue)/\(EntityRow.fold($0.name))" }
        var details: [[QueryMember]] = []
        for principal in shown {
            let use = try await AccessSubject.use(of: service, by: principal, context)
            var detail: [QueryMember] = [
                .structure(
                    "EntityInfo",
                    [
                        .text("Arn", "\(principal.arn)"), .text("Name", principal.name),
                        .text("Type", principal.kind.rawValue.uppercased()), .text("Id", principal.uniqueID),
                        .text("Path", principal.path),
                    ])
            ]
            detail.append("LastAuthenticated", use?.instant.iso8601)
            details.append(detail)
        }
        return QueryResult(
            [
                .text("JobStatus", "COMPLETED"), .text("JobCreationDate", job.createDate.iso8601),
                .text("JobCompletionDate", job.createDate.iso8601), .structures("EntityDetailsList", details),
            ] + members)
    }

    /// The answer when what was asked about is gone.
    private static func failed(_ job: Entity<AccessReportRecord>, list: String) -> QueryResult {
        QueryResult([
            .text("JobStatus", "FAILED"), .text("JobCreationDate", job.createDate.iso8601), .structures(list, []),
            .text("JobCompletionDate", job.createDate.iso8601), .boolean("IsTruncated", false),
            .structure("Error", [.text("Message", "\(job.record.arn) is gone."), .text("Code", "NoSuchEntity")]),
        ])
    }

    // MARK: Members

    private static func access(
        to service: String, _ subject: AccessSubject, _ job: Entity<AccessReportRecord>, _ context: OperationContext
    ) async throws -> [QueryMember] {
        let uses = try await subject.uses(of: service, context)
        let last = uses.max { $0.use.instant < $1.use.instant }
        var members: [QueryMember] = [.text("ServiceName", ServiceNames.name(of: service))]
        members.append("LastAuthenticated", last?.use.instant.iso8601)
        members.append(.text("ServiceNamespace", service))
        members.append("LastAuthenticatedEntity", last.map { "\($0.principal.arn)" })
        members.append("LastAuthenticatedRegion", last?.use.region)
        members.append(.integer("TotalAuthenticatedEntities", uses.count))
        if job.record.tellsActions, let actions = actions(of: service) {
            var tracked: [[QueryMember]] = []
            for action in actions where subject.services.grants(service, action: action) {
                let last = try await subject.uses(of: service, action: action, context)
                    .max { $0.use.instant < $1.use.instant }
                var members: [QueryMember] = [.text("ActionName", action)]
                members.append("LastAccessedEntity", last.map { "\($0.principal.arn)" })
                members.append("LastAccessedTime", last?.use.instant.iso8601)
                members.append("LastAccessedRegion", last?.use.region)
                tracked.append(members)
            }
            members.append(.structures("TrackedActionsLastAccessed", tracked))
        }
        return members
    }

    /// The actions of a service whose uses are recorded; nil for services of others.
    private static func actions(of service: String) -> [String]? {
        switch service {
        case "iam": operations.keys.sorted()
        case "sts": STSOperations.all.map(\.name).sorted()
        default: nil
        }
    }
}

extension ActionCatalogue {
    /// With every operation that the broker has: the table may be older than some.
    static let withOperations = shared.adding(IAMService.operations.keys.sorted(), to: "iam")
        .adding(STSOperations.all.map(\.name), to: "sts")
}

extension OperationContext {
    /// The report with the id in `JobId`.
    ///
    /// Throws `NoSuchEntity`.
    fileprivate func accessReport() async throws -> Entity<AccessReportRecord> {
        try await get(AccessReportRecord.self, parameters[.jobID])
    }

    /// What a report is about; nil when it is gone.
    fileprivate func subject(of job: Entity<AccessReportRecord>) async throws -> AccessSubject? {
        do {
            return try await AccessSubject(job.record.arn, self)
        } catch let fault as QueryFault where fault.code == "NoSuchEntity" {
            return nil
        }
    }
}
