extension Integration {
    /// Jobs of AWS Batch, AWS Glue, AWS Glue DataBrew and AWS Elemental MediaConvert.
    static let jobs: [String: Integration] = [
        "batch:submitJob": Integration(.job) { needs in
            needs.add(.call, "batch:SubmitJob", on: [.any])
            guard needs.followsJob else { return }
            needs.add(.poll, "batch:DescribeJobs", on: [.any])
            needs.add(.cancel, "batch:TerminateJob", on: [.any])
            needs.addEvents(rule: "StepFunctionsGetEventsForBatchJobsRule")
        },
        "glue:startJobRun": Integration(.jobAndToken) { needs in
            needs.add(.call, "glue:StartJobRun", on: [.any])
            guard needs.followsJob else { return }
            needs.add(.poll, "glue:GetJobRun", "glue:GetJobRuns", on: [.any])
            needs.add(.cancel, "glue:BatchStopJobRun", on: [.any])
        },
        "databrew:startJobRun": Integration(.job) { needs in
            let job = ResourceScope.always(needs.place.arn("databrew", "job/*"))
            needs.add(.call, "databrew:StartJobRun", on: [job])
            guard needs.followsJob else { return }
            needs.add(.poll, "databrew:ListJobRuns", on: [job])
            needs.add(.cancel, "databrew:StopJobRun", on: [job])
        },
        "mediaconvert:createJob": Integration(.job) { needs in
            needs.note(.byHand, "permissions for AWS Elemental MediaConvert are set up by hand; none are written")
        },
    ]
}
