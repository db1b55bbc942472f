/// Why a user is not asked, or his answer not taken.
package enum VerificationFault: Error, Hashable, Sendable {
    /// There is no such code, or it is over, or was answered before.
    case unknownCode
    /// He has tried too many codes, or the code is looked at too often; after so many seconds he may again.
    case tooMany(seconds: Int)
    /// A link of a program that is not what it should be; the reason is for people.
    case badLink(String)
    /// The broker can't do what it has to; the cause is for records.
    case unavailable(cause: String)
}
