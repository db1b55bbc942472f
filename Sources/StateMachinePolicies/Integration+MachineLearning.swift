extension Integration {
    /// Jobs of Amazon SageMaker.
    static let machineLearning: [String: Integration] = [
        "sagemaker:createTrainingJob": Integration(.jobAndToken) { needs throws(DefinitionFault) in
            try needs.addJob("Training", type: "training-job", followingName: "*")
            try needs.addPassRole(["RoleArn"], to: "sagemaker.amazonaws.com")
            needs.add(.call, "sagemaker:ListTags", on: [.any])
            guard needs.followsJob else { return }
            needs.addEvents(rule: "StepFunctionsGetEventsForSageMakerTrainingJobsRule")
        },
        "sagemaker:createTransformJob": Integration(.jobAndToken) { needs throws(DefinitionFault) in
            try needs.addJob("Transform", type: "transform-job", followingName: "*")
            // A transform job runs with the role of its model.
            if needs.parameters.has(["RoleArn"]) { try needs.addPassRole(["RoleArn"], to: "sagemaker.amazonaws.com") }
            needs.add(.call, "sagemaker:ListTags", on: [.any])
            needs.note(.notFromTemplate, "Step Functions does not write this policy by itself")
            guard needs.followsJob else { return }
            needs.addEvents(rule: "StepFunctionsGetEventsForSageMakerTransformJobsRule")
        },
        "sagemaker:createProcessingJob": Integration(.jobAndToken) { needs throws(DefinitionFault) in
            try needs.addJobWithoutTemplate("Processing", type: "processing-job", role: ["RoleArn"])
            guard needs.followsJob else { return }
            needs.addEvents(rule: "StepFunctionsGetEventsForSageMakerProcessingJobsRule")
        },
        "sagemaker:createLabelingJob": Integration(.jobAndToken) { needs throws(DefinitionFault) in
            try needs.addJobWithoutTemplate("Labeling", type: "labeling-job", role: ["RoleArn"])
        },
        "sagemaker:createHyperParameterTuningJob": Integration(.jobAndToken) { needs throws(DefinitionFault) in
            try needs.addJobWithoutTemplate(
                "HyperParameterTuning", type: "hyper-parameter-tuning-job", role: ["TrainingJobDefinition", "RoleArn"])
        },
    ]
}

extension TaskRequirements {
    /// Create, and for a job that is followed Describe and Stop, on the job.
    fileprivate mutating func addJob(_ name: String, type: String, followingName end: String) throws(DefinitionFault) {
        let anyJob = ResourceScope.dynamic(place.arn("sagemaker", "\(type)/*"))
        let job: ResourceScope =
            if case .fixed(let text) = try parameters.value(["\(name)JobName"]) {
                .named(place.arn("sagemaker", "\(type)/\(text)\(end)"))
            } else {
                anyJob
            }
        add(.call, "sagemaker:Create\(name)Job", on: [job])
        guard followsJob else { return }
        add(.poll, "sagemaker:Describe\(name)Job", on: [job])
        add(.cancel, "sagemaker:Stop\(name)Job", on: [job])
    }

    fileprivate mutating func addJobWithoutTemplate(
        _ name: String, type: String, role: [String]
    ) throws(DefinitionFault) {
        try addJob(name, type: type, followingName: "*")
        try addPassRole(role, to: "sagemaker.amazonaws.com")
        note(.notFromTemplate, "AWS publishes no template for this; what is written is what its API asks for")
    }
}
