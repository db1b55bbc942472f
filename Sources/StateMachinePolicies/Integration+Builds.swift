import Encodings

extension Integration {
    /// Builds of AWS CodeBuild.
    static let builds: [String: Integration] = [
        "codebuild:startBuild": Integration(.job) { needs throws(DefinitionFault) in
            let project = try needs.resource(
                "ProjectName", service: "codebuild", type: "project/",
                dynamic: needs.place.arn("codebuild", "project/*", account: "*"))
            needs.add(.call, "codebuild:StartBuild", on: [project])
            guard needs.followsJob else { return }
            needs.add(.cancel, "codebuild:StopBuild", on: [project])
            needs.add(.poll, "codebuild:BatchGetBuilds", on: [project])
            needs.addEvents(rule: "StepFunctionsGetEventForCodeBuildStartBuildRule")
        },
        "codebuild:startBuildBatch": Integration(.job) { needs throws(DefinitionFault) in
            let project = try needs.resource(
                "ProjectName", service: "codebuild", type: "project/",
                dynamic: needs.place.arn("codebuild", "project/*"))
            needs.addBatch("codebuild:StartBuildBatch", on: [project])
            guard needs.followsJob else { return }
            needs.addEvents(rule: "StepFunctionsGetEventForCodeBuildStartBuildBatchRule")
        },
        "codebuild:retryBuildBatch": Integration(.job) { needs throws(DefinitionFault) in
            needs.addBatch("codebuild:RetryBuildBatch", on: try needs.projects(of: "Id"))
        },
        "codebuild:stopBuild": Integration(.call) { needs throws(DefinitionFault) in
            needs.add(.call, "codebuild:StopBuild", on: try needs.projects(of: "Id"))
        },
        "codebuild:stopBuildBatch": Integration(.call) { needs throws(DefinitionFault) in
            needs.add(.call, "codebuild:StopBuildBatch", on: try needs.projects(of: "Id"))
        },
        "codebuild:deleteBuildBatch": Integration(.call) { needs throws(DefinitionFault) in
            needs.add(.call, "codebuild:DeleteBuildBatch", on: try needs.projects(of: "Id"))
        },
        "codebuild:batchDeleteBuilds": Integration(.call) { needs throws(DefinitionFault) in
            needs.add(.call, "codebuild:BatchDeleteBuilds", on: try needs.projects(of: "Ids"))
        },
        "codebuild:batchGetReports": Integration(.call) { needs throws(DefinitionFault) in
            needs.add(
                .call, "codebuild:BatchGetReports", on: try needs.owners(of: "ReportArns", type: "report-group/"))
        },
    ]
}

extension TaskRequirements {
    fileprivate mutating func addBatch(_ action: String, on scopes: [ResourceScope]) {
        add(.call, action, on: scopes)
        guard followsJob else { return }
        add(.cancel, "codebuild:StopBuildBatch", on: scopes)
        add(.poll, "codebuild:BatchGetBuildBatches", on: scopes)
    }

    fileprivate func projects(of parameter: String) throws(DefinitionFault) -> [ResourceScope] {
        try owners(of: parameter, type: "project/")
    }

    /// What builds and reports belong to: ids are `<owner>:<id>`, ARNs end so.
    fileprivate func owners(of parameter: String, type: String) throws(DefinitionFault) -> [ResourceScope] {
        guard let ids = try parameters.values([parameter]) else {
            return [.dynamic(place.arn("codebuild", "\(type)*"))]
        }
        return ids.map { id in
            let name = id.pieces(separatedBy: UInt8(ascii: "/")).last ?? id
            let owner = name.pieces(separatedBy: UInt8(ascii: ":"), maxSplits: 1).first ?? name
            return .named(place.arn("codebuild", type + owner))
        }
    }
}
