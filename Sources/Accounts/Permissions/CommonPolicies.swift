extension ManagedPolicies {
    /// The policies of AWS that most accounts attach.
    static let common: [AWSManagedPolicy] = [
        AWSManagedPolicy(
            name: "AdministratorAccess", path: "/", uniqueID: "ANPASALLYPORTBUILTIN1",
            description: "Every action on every resource.", document: allowing(#""*""#)),
        AWSManagedPolicy(
            name: "IAMFullAccess", path: "/", uniqueID: "ANPASALLYPORTBUILTIN2", description: "Every action of IAM.",
            document: allowing(#""iam:*""#)),
        AWSManagedPolicy(
            name: "IAMReadOnlyAccess", path: "/", uniqueID: "ANPASALLYPORTBUILTIN3",
            description: "Every action of IAM that only reads.",
            document: allowing(#"["iam:Generate*","iam:Get*","iam:List*","iam:Simulate*"]"#)),
        AWSManagedPolicy(
            name: "ReadOnlyAccess", path: "/", uniqueID: "ANPASALLYPORTBUILTIN4",
            description: "Every action that only reads.", document: readOnlyDocument),
    ]

    private static func allowing(_ actions: String) -> String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":\#(actions),"Resource":"*"}]}"#
    }
}
