extension Integration {
    /// Queries of Amazon Athena.
    static let queries: [String: Integration] = [
        "athena:startQueryExecution": Integration(.job) { needs throws(DefinitionFault) in
            let group = try needs.resource(
                "WorkGroup", service: "athena", type: "workgroup/", dynamic: needs.place.arn("athena", "workgroup/*"))
            let scopes = [group, .always(needs.place.arn("athena", "datacatalog/*"))]
            needs.add(.call, "athena:StartQueryExecution", "athena:GetDataCatalog", on: scopes)
            if needs.followsJob {
                needs.add(.cancel, "athena:StopQueryExecution", on: scopes)
                needs.add(.poll, "athena:GetQueryExecution", on: scopes)
            }
            needs.addQueriedData()
        },
        "athena:stopQueryExecution": Integration(.call) { $0.addForAnyWorkGroup("athena:StopQueryExecution") },
        "athena:getQueryExecution": Integration(.call) { $0.addForAnyWorkGroup("athena:GetQueryExecution") },
        "athena:getQueryResults": Integration(.call) { needs in
            needs.addForAnyWorkGroup("athena:GetQueryResults")
            needs.add(.call, "s3:GetObject", on: [needs.anyObject])
        },
    ]
}

extension TaskRequirements {
    fileprivate var anyObject: ResourceScope { .always("arn:\(place.partition):s3:::*") }

    fileprivate mutating func addForAnyWorkGroup(_ action: String) {
        add(.call, action, on: [.always(place.arn("athena", "workgroup/*"))])
    }

    /// What a query reads, and where it writes its result.
    fileprivate mutating func addQueriedData() {
        add(
            .call, "s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket", "s3:ListBucketMultipartUploads",
            "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload", "s3:CreateBucket", "s3:PutObject",
            on: [anyObject])
        let catalog = ["catalog", "database/*", "table/*", "userDefinedFunction/*"]
        add(
            .call, "glue:CreateDatabase", "glue:GetDatabase", "glue:GetDatabases", "glue:UpdateDatabase",
            "glue:DeleteDatabase", "glue:CreateTable", "glue:UpdateTable", "glue:GetTable", "glue:GetTables",
            "glue:DeleteTable", "glue:BatchDeleteTable", "glue:BatchCreatePartition", "glue:CreatePartition",
            "glue:UpdatePartition", "glue:GetPartition", "glue:GetPartitions", "glue:BatchGetPartition",
            "glue:DeletePartition", "glue:BatchDeletePartition",
            on: catalog.map { .always(place.arn("glue", $0)) })
        add(.call, "lakeformation:GetDataAccess", on: [.any])
    }
}
