import AWSQuery
import Accounts
import Sessions

extension STSOperations {
    static let getCallerIdentity = STSOperation(
        name: "GetCallerIdentity", parameters: [], access: .none, recording: .caller,
        body: .signed { _, caller in
            QueryResult([
                .text("UserId", caller.userID), .text("Account", caller.account.id.description),
                .text("Arn", "\(caller.arn)"),
            ])
        })

    /// The account can be read from the id itself, whether there is such a key or not.
    static let getAccessKeyInfo = STSOperation(
        name: "GetAccessKeyInfo", parameters: [.required(.accessKeyID)], access: .getAccessKeyInfo, recording: .caller,
        body: .signed { context, caller in
            try await context.service.authorize(
                STSAccess.getAccessKeyInfo, caller: caller, call: context.call, at: context.instant)
            guard let account = AccessKeyID.account(of: context.parameters[.accessKeyID]) else {
                throw QueryFault("ValidationError", "The specified value for accessKeyId is invalid.")
            }
            return QueryResult([.text("Account", account.description)])
        })

    static let decodeAuthorizationMessage = STSOperation(
        name: "DecodeAuthorizationMessage", parameters: [.required(.encodedMessage)],
        access: .decodeAuthorizationMessage, recording: .nobody,
        body: .signed { context, caller in
            let message = try await context.service.decodeAuthorizationMessage(
                context.parameters[.encodedMessage], caller: caller, call: context.call, at: context.instant)
            return QueryResult([.text("DecodedMessage", message)])
        })
}

extension STSAccess {
    static let getAccessKeyInfo = STSAccess("sts:GetAccessKeyInfo", "*")

    static let decodeAuthorizationMessage = STSAccess("sts:DecodeAuthorizationMessage", "*")
}
