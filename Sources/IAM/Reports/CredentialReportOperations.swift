import AWSQuery
import Accounts
import Encodings

extension IAMService {
    static let credentialReportOperations: [IAMOperation] = [
        generateCredentialReportOperation,
        .reading("GetCredentialReport", parameters: [], access: AccessRule(.any), getCredentialReport),
    ]

    private static var generateCredentialReportOperation: IAMOperation {
        var operation = IAMOperation.writing(
            "GenerateCredentialReport", parameters: [], access: AccessRule(.any), generateCredentialReport)
        // It walks through all users.
        operation.report = { context in
            if let report = try await context.credentialReport(), context.isFresh(report) { return nil }
            return try await CredentialReport(context).text
        }
        return operation
    }

    /// A report is there as soon as it is asked for; whoever asks once more is told so.
    private static func generateCredentialReport(_ context: OperationContext) async throws -> QueryResult {
        let found = try await context.credentialReport()
        if let found, context.isFresh(found) { return QueryResult([.text("State", "COMPLETE")]) }
        guard let text = context.preparation.report else {
            throw QueryFault.serviceFailure("no report was made")
        }
        let record = CredentialReportRecord(generatedDate: context.instant)
        let id = CredentialReportRecord.uniqueID(of: context.account.id)
        if var found {
            found.record = record
            try await context.entities.update(found)
        } else {
            try await context.insert(
                Entity(
                    account: context.account.id, name: CredentialReportRecord.name, uniqueID: id,
                    createDate: context.instant, record: record))
        }
        try await context.entities.setDocument(Array(text.utf8), of: id)
        return QueryResult([
            .text("State", "STARTED"),
            .text("Description", "No report exists. Starting a new report generation task"),
        ])
    }

    private static func getCredentialReport(_ context: OperationContext) async throws -> QueryResult {
        guard let report = try await context.credentialReport(),
            let content = try await context.entities.document(of: report.uniqueID)
        else { throw QueryFault.noReport }
        guard context.isFresh(report) else {
            throw QueryFault(
                "ReportExpired", "Credential report has expired. Generate one with GenerateCredentialReport.",
                status: 410)
        }
        return QueryResult([
            .text("Content", Base64.standard.encode(content)), .text("ReportFormat", "text/csv"),
            .text("GeneratedTime", report.record.generatedDate.iso8601),
        ])
    }
}

extension OperationContext {
    /// The account's credential report, however old.
    func credentialReport() async throws -> Entity<CredentialReportRecord>? {
        try await find(CredentialReportRecord.self, CredentialReportRecord.name)
    }

    /// Whether a report is given out.
    func isFresh(_ report: Entity<CredentialReportRecord>) -> Bool {
        instant < report.record.generatedDate.advanced(bySeconds: CredentialReport.life)
    }
}
