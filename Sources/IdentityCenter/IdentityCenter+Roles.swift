import Accounts
package import Encodings
package import Foundation
import Portal
import STS
package import Sessions

extension IdentityCenter {
    /// Accounts or roles of one answer at most.
    private static let longestPage = 100

    /// `ListAccounts`: the accounts in which the session has a role.
    ///
    /// Throws `ServiceFault`.
    package func listAccounts(
        _ query: String, token: String?, call: CallContext, at instant: Date
    ) async throws(ServiceFault) -> JSONValue {
        let session = try await session(of: token, "ListAccounts", call: call, at: instant)
        let query = try PageQuery(query)
        var accounts: [String: Account] = [:]
        for offer in try await offers(session, call, instant) { accounts[offer.account.id.description] = offer.account }
        let (page, next) = query.page(of: accounts.keys.sorted())
        let list = page.compactMap { accounts[$0] }.map { account in
            JSONValue.object([
                JSONMember("accountId", account.id.description),
                JSONMember("accountName", account.alias ?? account.id.description),
            ])
        }
        return Self.answer("accountList", list, next: next)
    }

    /// `ListAccountRoles`: the roles that the session has in an account.
    ///
    /// Throws `ServiceFault`.
    package func listAccountRoles(
        _ query: String, token: String?, call: CallContext, at instant: Date
    ) async throws(ServiceFault) -> JSONValue {
        let session = try await session(of: token, "ListAccountRoles", call: call, at: instant)
        let query = try PageQuery(query)
        let account = try query.account()
        let names = try await offers(session, call, instant).filter { $0.account.id == account }.map(\.roleName)
        guard !names.isEmpty else { throw .noSuchAccount }
        let (page, next) = query.page(of: names.sorted())
        let list = page.map { name in
            JSONValue.object([JSONMember("roleName", name), JSONMember("accountId", account.description)])
        }
        return Self.answer("roleList", list, next: next)
    }

    /// `GetRoleCredentials`: credentials of a role, which is asked for as things are now, and recorded.
    ///
    /// Throws `ServiceFault`.
    package func roleCredentials(
        _ query: String, token: String?, call: CallContext, at instant: Date
    ) async throws(ServiceFault) -> JSONValue {
        let session = try await session(of: token, "GetRoleCredentials", call: call, at: instant)
        let query = try PageQuery(query)
        let (account, name) = (try query.account(), try query.required("role_name"))
        let result: AssumeRoleWithSAMLResult
        do throws(STSError) {
            let offers = try await portal.service.offers(of: session.signIn, call: call, at: instant)
            let offer = offers.first { $0.account.id == account && $0.roleName.utf8.elementsEqual(name.utf8) }
            let arn = offer?.roleARN ?? Account(id: account, partition: settings.partition).arn(.role, name: name)
            result = try await portal.service.assumeRole("\(arn)", of: session.signIn, call: call, at: instant)
        } catch {
            // The service has recorded it.
            throw error.code == .serviceUnavailable ? .unavailable(cause: error.cause) : .noAccess(cause: error.cause)
        }
        let credentials = result.credentials
        return .object([
            JSONMember(
                "roleCredentials",
                .object([
                    JSONMember("accessKeyId", credentials.accessKeyID),
                    JSONMember("secretAccessKey", credentials.secretAccessKey),
                    JSONMember("sessionToken", credentials.sessionToken),
                    JSONMember("expiration", .integer(credentials.expiration.milliseconds)),
                ]))
        ])
    }

    /// `Logout`: ends the session of a program, with all its tokens.
    ///
    /// Throws `ServiceFault`.
    package func logout(token: String?, call: CallContext, at instant: Date) async throws(ServiceFault) {
        let session = try await session(of: token, "Logout", call: call, at: instant)
        guard let opened = token.flatMap({ tokens.open($0, .access, at: Timestamp(roundingDown: instant)) }) else {
            return
        }
        do throws(PortalError) {
            try await portal.end(opened.key)
        } catch {
            throw .unavailable(cause: "\(error)")
        }
        await recorder.ended(session, call, at: instant)
    }

    // MARK: What all of them do

    /// The session of a token, as long as nothing of it has ended.
    private func session(
        of token: String?, _ name: String, call: CallContext, at instant: Date
    ) async throws(ServiceFault) -> PortalSession {
        let fault: ServiceFault
        if let opened = token.flatMap({ tokens.open($0, .access, at: Timestamp(roundingDown: instant)) }) {
            do throws(PortalError) {
                return try await portal.session(opened.key, at: instant)
            } catch {
                switch error {
                case .unavailable(let cause): fault = .unavailable(cause: cause)
                case .revoked(let cause): fault = .unauthorized(cause: cause)
                case .unknown, .over, .full: fault = .unauthorized(cause: "the session has ended")
                }
            }
        } else {
            fault = .unauthorized(cause: "no access token that was issued here and lasts")
        }
        await recorder.refused(name, fault, call, at: instant)
        throw fault
    }

    /// What the session would be given now.
    private func offers(
        _ session: PortalSession, _ call: CallContext, _ instant: Date
    ) async throws(ServiceFault) -> [RoleOffer] {
        do throws(STSError) {
            return try await portal.service.offers(of: session.signIn, call: call, at: instant).filter {
                $0.refusal == nil
            }
        } catch {
            throw .unavailable(cause: error.cause)
        }
    }

    private static func answer(_ name: String, _ list: [JSONValue], next: String?) -> JSONValue {
        .object([JSONMember(name, .array(list))] + (next.map { [JSONMember("nextToken", $0)] } ?? []))
    }
}

/// The query of a call that lists, or names an account.
private struct PageQuery {
    private let fields: FormFields
    private let limit: Int
    private let after: String?

    init(_ query: String) throws(ServiceFault) {
        do throws(FormFields.Malformed) {
            fields = try FormFields(query: query)
            let text = try fields.text("max_result")
            after = try fields.text("next_token")
            limit = text.map { Int($0) ?? 0 } ?? 100
        } catch {
            throw .invalidParameter(error.reason)
        }
        guard (1...100).contains(limit) else { throw .invalidParameter("max_result is not between 1 and 100") }
        guard after?.utf8.count ?? 0 <= 128 else { throw .invalidParameter("next_token is none of ours") }
    }

    func required(_ name: String) throws(ServiceFault) -> String {
        guard let text = try? fields.text(name), !text.isEmpty, text.utf8.count <= 256 else {
            throw .invalidParameter("\(name) is missing, or too long")
        }
        return text
    }

    func account() throws(ServiceFault) -> AccountID {
        guard let account = AccountID(try required("account_id")) else {
            throw .invalidParameter("account_id is not twelve digits")
        }
        return account
    }

    /// The names of the page, and the last of them when more follow.
    func page(of sorted: [String]) -> (page: ArraySlice<String>, next: String?) {
        let rest = after.map { after in sorted.drop { $0 <= after } } ?? sorted[...]
        let page = rest.prefix(limit)
        return (page, page.count < rest.count ? page.last : nil)
    }
}
