public import Encodings
public import IAMPolicy

/// Managed policies by ARN: those of the accounts, and a few of AWS that every account has.
public enum ManagedPolicies {
    /// A managed policy that every account has.
    public struct BuiltIn: Sendable {
        /// Name.
        public let name: String
        /// Path.
        public let path: String
        /// Unique id.
        public let uniqueID: String
        /// A sentence for people.
        public let description: String
        /// The policy.
        public let document: String

        /// The ARN in a partition: `arn:<partition>:iam::aws:policy<path><name>`.
        public func arn(in partition: Partition) -> ARN {
            ARN(.policy, path: path, name: name, account: "aws", in: partition)
        }
    }

    /// When the policies of AWS were made, as lists show it: 2015-02-06T18:39:46Z.
    public static let builtInDate = Timestamp(milliseconds: 1_423_247_986_000)

    /// The policies of AWS that are known here, sorted by name.
    public static let builtIn: [BuiltIn] = (common + jobFunctions).sorted {
        $0.name.lowercased() < $1.name.lowercased()
    }

    private static let common: [BuiltIn] = [
        BuiltIn(
            name: "AdministratorAccess", path: "/", uniqueID: "ANPASALLYPORTBUILTIN1",
            description: "Every action on every resource.", document: allowing(#""*""#)),
        BuiltIn(
            name: "IAMFullAccess", path: "/", uniqueID: "ANPASALLYPORTBUILTIN2", description: "Every action of IAM.",
            document: allowing(#""iam:*""#)),
        BuiltIn(
            name: "IAMReadOnlyAccess", path: "/", uniqueID: "ANPASALLYPORTBUILTIN3",
            description: "Every action of IAM that only reads.",
            document: allowing(#"["iam:Generate*","iam:Get*","iam:List*","iam:Simulate*"]"#)),
        BuiltIn(
            name: "ReadOnlyAccess", path: "/", uniqueID: "ANPASALLYPORTBUILTIN4",
            description: "Every action that only reads.", document: readOnlyDocument),
    ]

    private static func allowing(_ actions: String) -> String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":\#(actions),"Resource":"*"}]}"#
    }

    /// The policy of AWS with this ARN, `arn:<partition>:iam::aws:policy/<path and name>`.
    public static func builtIn(arn text: String) -> BuiltIn? {
        // One text for each policy: a condition on iam:PolicyARN compares texts.
        guard let arn = ARN(text), let partition = Partition(id: arn.partition) else { return nil }
        return (builtIn + serviceRolePolicies).first { $0.arn(in: partition) == arn }
    }

    /// The managed policy of an account with this ARN.
    ///
    /// Throws `StoreError`.
    public static func entity(
        _ text: String, _ reader: any EntityReader
    ) async throws(StoreError) -> Entity<PolicyRecord>? {
        guard let arn = ARN(text), let partition = Partition(id: arn.partition), let account = AccountID(arn.accountID),
            let entity = try await reader.entity(PolicyRecord.self, account: account, name: arn.resourceName),
            entity.arn(in: partition) == arn
        else { return nil }
        return entity
    }

    /// The document in force of the policy with this ARN; nil when there is none.
    public static func document(_ arn: String, _ reader: any EntityReader) async throws -> PolicyDocument? {
        var text = builtIn(arn: arn)?.document
        if text == nil { text = try await entity(arn, reader)?.record.defaultVersion?.document }
        return try text.map { try PolicyDocument(simulating: $0, kind: .managed) }
    }

    package static func read(_ arns: [String], _ reader: any EntityReader) async throws -> [AttachedPolicy] {
        var policies: [AttachedPolicy] = []
        for arn in arns {
            if let document = try await document(arn, reader) {
                policies.append(AttachedPolicy(name: arn, document: document))
            }
        }
        return policies
    }
}
