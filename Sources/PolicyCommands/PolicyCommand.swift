package import ArgumentParser

/// `sallyport policy`: work with IAM policies without an account.
package struct PolicyCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Write, validate, evaluate, test, compare and summarise IAM policies.",
        discussion: """
            Everything runs on this machine, on files; nothing is sent anywhere.

              sallyport policy validate --kind trust trust.json
              sallyport policy evaluate --identity operator.json --explain \\
                --principal arn:aws:iam::123456789012:user/ana \\
                --action logs:GetLogEvents --resource '*'
              sallyport policy test policies/*.yaml
              sallyport policy summary operator.json
              sallyport policy compare operator.json operator-next.json
              sallyport policy from-state-machine orders.asl.json

            Exit status:
              0   all is well
              1   refused, denied, or different from what a test expects
              2   a file cannot be read, or is not what it should be
              64  wrong usage
            """,
        subcommands: [
            PolicyValidateCommand.self, PolicyEvaluateCommand.self, PolicyTestCommand.self, PolicySummaryCommand.self,
            PolicyCompareCommand.self, PolicyFromStateMachineCommand.self,
        ]
    )

    /// Made by the parser of arguments.
    package init() {}
}
