import Accounts
import Testing

@Suite struct AccessKeyIDTests {
    /// Published examples of ids whose account is known.
    @Test(arguments: [("ASIAQNZGKIQY56JQ7WML", "029608264753"), ("ASIAY34FZKBOKMUTVV7A", "609629065308")])
    func readsTheAccountOfKnownIDs(id: String, account: String) {
        #expect(AccessKeyID.account(of: id)?.description == account)
    }

    @Test(arguments: [
        "", "ASIA", "ASIAQNZGKIQY56JQ7WM", "ASIAQNZGKIQY56JQ7WMLA", "AROAQNZGKIQY56JQ7WML", "ASIAQNZGKIQY56JQ7WM1",
        "asiaQNZGKIQY56JQ7WML", "ASIA7777777777777777",
    ])
    func refusesOtherTexts(id: String) {
        #expect(AccessKeyID.account(of: id) == nil)
    }

    @Test(arguments: ["000000000000", "000000000001", "123456789012", "999999999999"])
    func accountsAreTwelveDigits(digits: String) {
        #expect(AccountID(digits)?.description == digits)
    }

    @Test(arguments: ["", "12345678901", "1234567890123", "12345678901a", "-12345678901", "１２３４５６７８９０１２"])
    func otherAccountsAreRefused(digits: String) {
        #expect(AccountID(digits) == nil)
    }
}
