import AWSQuery
import Federation
import IAMPolicy

extension IAMService {
    static let managedPolicyOperations: [IAMOperation] = []
}
