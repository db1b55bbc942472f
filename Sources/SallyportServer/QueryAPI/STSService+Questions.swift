import AWSQuery
import Accounts
import Foundation
import STS
import Sessions

extension STSService {
    static let getCallerIdentity = STSOperation.signed("GetCallerIdentity", parameters: [], access: .none) {
        _, _, caller, _ throws(QueryFault) in
        CallOutcome(
            result: QueryResult([
                .text("UserId", caller.userID), .text("Account", caller.account.id.description),
                .text("Arn", caller.arn),
            ]))
    }

    /// The account can be read from the id itself, whether there is such a key or not.
    static let getAccessKeyInfo = STSOperation.signed(
        "GetAccessKeyInfo", parameters: [.required("AccessKeyId", .text(TextShape(16, 128, .optionalIdentifier)))],
        access: STSAccess("sts:GetAccessKeyInfo", "*")
    ) { service, query, caller, _ throws(QueryFault) in
        try await translate { () throws(STSError) in
            try await service.broker.service.authorize(
                "sts:GetAccessKeyInfo", caller: caller, call: query.call, at: query.instant)
        }
        guard let account = AccessKeyID.account(of: query.parameters["AccessKeyId"]) else {
            throw QueryFault("ValidationError", "The specified value for accessKeyId is invalid.")
        }
        return CallOutcome(result: QueryResult([.text("Account", account.description)]))
    }

    /// AWS keeps no record of it.
    static let decodeAuthorizationMessage = STSOperation.signed(
        "DecodeAuthorizationMessage", parameters: [.required("EncodedMessage", .text(TextShape(1, 10_240)))],
        access: STSAccess("sts:DecodeAuthorizationMessage", "*")
    ) { service, query, caller, record throws(QueryFault) in
        let message = try await core(&record) { () throws(STSError) in
            try await service.broker.service.decodeAuthorizationMessage(
                query.parameters["EncodedMessage"], caller: caller, call: query.call, at: query.instant)
        }
        return CallOutcome(result: QueryResult([.text("DecodedMessage", message)]))
    }
}
