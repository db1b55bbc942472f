extension Integration {
    /// Items of Amazon DynamoDB; the template grants all four actions for each of them.
    static let tables: [String: Integration] = {
        let integration = Integration(.call) { needs throws(DefinitionFault) in
            let table = try needs.resource("TableName", service: "dynamodb", type: "table/")
            needs.add(
                .call, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem",
                on: [table])
        }
        let names = ["getItem", "putItem", "updateItem", "deleteItem"]
        return Dictionary(uniqueKeysWithValues: names.map { ("dynamodb:\($0)", integration) })
    }()
}
