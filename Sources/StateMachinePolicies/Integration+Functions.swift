extension Integration {
    /// Functions of AWS Lambda.
    static let functions: [String: Integration] = [
        "lambda:invoke": Integration(.token) { needs throws(DefinitionFault) in
            needs.add(.call, "lambda:InvokeFunction", on: try needs.functions())
        }
    ]
}

extension TaskRequirements {
    /// The function, by name, account and name, or ARN, and its version or alias.
    fileprivate func functions() throws(DefinitionFault) -> [ResourceScope] {
        guard case .fixed(let text) = try parameters.value(["FunctionName"]) else { return [.dynamic("*")] }
        let function =
            if text.hasPrefix("arn:") {
                try place.relocated(text, for: self, service: "lambda")
            } else if let named = text.accountAndFunction {
                place.arn("lambda", named.function, account: named.account)
            } else {
                place.arn("lambda", "function:\(text)")
            }
        switch try parameters.value(["Qualifier"]) {
        case .fixed(let qualifier): return [.named("\(function):\(qualifier)")]
        case .dynamic: return [.named(function), .named("\(function):*")]
        case .absent: return [.named(function)]
        }
    }
}

extension String {
    /// The parts of `<account>:function:<name>`.
    fileprivate var accountAndFunction: (account: String, function: String)? {
        let parts = pieces(separatedBy: UInt8(ascii: ":"), maxSplits: 1)
        guard parts.count == 2, let account = parts.first, let function = parts.last,
            account.utf8.count == 12, function.hasPrefix("function:")
        else { return nil }
        return (account, function)
    }
}
