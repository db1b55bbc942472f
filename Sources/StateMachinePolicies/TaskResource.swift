import Encodings
public import IAMPolicy

/// What the `Resource` of a task names (Amazon States Language, "Task").
public enum TaskResource: Hashable, Sendable {
    /// A function of AWS Lambda, called directly.
    case function(ARN)
    /// An activity, whose workers come for their work by themselves.
    case activity
    /// A service that Step Functions knows, such as `sqs:sendMessage`.
    case optimized(service: String, action: String, IntegrationPattern)
    /// An action of an AWS SDK, such as `aws-sdk:s3:listBuckets`.
    case sdk(service: String, action: String, IntegrationPattern)

    /// Reads a `Resource`; throws what is wrong with it as a text.
    init(parsing text: String) throws(TaskResource.Fault) {
        guard let arn = ARN(text), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            let isTemplate = text.utf8.contains(UInt8(ascii: "$"))
            throw Fault(
                "Resource \(text.quoted) is not an ARN"
                    + (isTemplate ? "; replace what is to be substituted first" : ""))
        }
        guard arn.isOfAWS else { throw Fault("Resource \(text.quoted) is of no partition of AWS") }
        switch arn.service {
        case "lambda" where arn.resource.hasPrefix("function:") && arn.isLiteral: self = .function(arn)
        case "states" where arn.resource.hasPrefix("activity:"): self = .activity
        case "states" where arn.region.isEmpty && arn.accountID.isEmpty: self = try Self.integration(arn.resource)
        default: throw Fault("Resource \(text.quoted) is neither a function, an activity nor an integration")
        }
    }

    private static func integration(_ text: String) throws(Fault) -> TaskResource {
        let pieces = text.pieces(separatedBy: UInt8(ascii: ":"), maxSplits: 1)
        let isSDK = pieces.first == "aws-sdk"
        let call = isSDK ? (pieces.last ?? "").pieces(separatedBy: UInt8(ascii: ":"), maxSplits: 1) : pieces
        guard call.count == 2, let service = call.first, let name = call.last else {
            throw Fault("integration \(text.quoted) has no service or no action")
        }
        let parts = name.pieces(separatedBy: UInt8(ascii: "."), maxSplits: 1)
        let action = parts.first ?? name
        let named = parts.count > 1 ? parts.last.flatMap(IntegrationPattern.init) : .requestResponse
        guard let pattern = named, parts.last?.isEmpty == false else {
            throw Fault("integration \(text.quoted) has an unknown pattern")
        }
        guard service.isName, action.isName else { throw Fault("integration \(text.quoted) is not understood") }
        guard !isSDK || !pattern.followsJob else {
            throw Fault("aws-sdk:\(service):\(action) cannot be run as a job")
        }
        return isSDK
            ? .sdk(service: service, action: action, pattern) : .optimized(service: service, action: action, pattern)
    }

    /// How the task waits.
    public var pattern: IntegrationPattern {
        switch self {
        case .function, .activity: .requestResponse
        case .optimized(_, _, let pattern), .sdk(_, _, let pattern): pattern
        }
    }

    struct Fault: Error {
        let message: String

        init(_ message: String) { self.message = message }
    }
}

extension String {
    /// Whether it has letters, digits and hyphens only, and at least one.
    fileprivate var isName: Bool {
        !isEmpty && utf8.allSatisfy { ASCII.isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }

    /// The pieces between the first `maxSplits` places of a character.
    func pieces(separatedBy separator: UInt8, maxSplits: Int) -> [String] {
        utf8.split(separator: separator, maxSplits: maxSplits, omittingEmptySubsequences: false).map {
            String(Substring($0))
        }
    }

    /// Whether a policy takes the text for what it is: visible ASCII without wildcards and variables.
    var isLiteral: Bool {
        !isEmpty
            && utf8.allSatisfy {
                $0 > 0x20 && $0 < 0x7F && !"*?\"\\{}<>^`|".utf8.contains($0)
            }
    }
}

extension ARN {
    /// Whether its partition is one that IAM takes in policies.
    var isOfAWS: Bool { Deployment.partitions.contains(partition) }

    /// Whether a policy takes the ARN for what it is.
    var isLiteral: Bool { description.isLiteral }
}
