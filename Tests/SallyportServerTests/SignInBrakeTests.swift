import Encodings
import Testing
import UserSignIn

@Suite("Attempts at the sign-in page")
struct SignInBrakeTests {
    private static let now = Timestamp(milliseconds: 1_700_000_000_000)

    private static func wait(_ verdict: SignInBrake.Verdict) -> Int? {
        if case .wait(let seconds) = verdict { seconds } else { nil }
    }

    @Test func anAddressHasFewAtOneUserAndMoreInAll() {
        let brake = SignInBrake()
        for _ in 0..<5 {
            #expect(Self.wait(brake.begin(address: "192.0.2.1", user: "a", browser: nil, at: Self.now)) == nil)
        }
        #expect(Self.wait(brake.begin(address: "192.0.2.1", user: "a", browser: nil, at: Self.now)) == 60)
        #expect(Self.wait(brake.begin(address: "192.0.2.2", user: "a", browser: nil, at: Self.now)) == nil)
        for number in 0..<15 {
            #expect(
                Self.wait(brake.begin(address: "192.0.2.1", user: "b\(number)", browser: nil, at: Self.now)) == nil)
        }
        #expect(Self.wait(brake.begin(address: "192.0.2.1", user: "c", browser: nil, at: Self.now)) == 15)
        let later = Self.now.advanced(bySeconds: 15)
        #expect(Self.wait(brake.begin(address: "192.0.2.1", user: "c", browser: nil, at: later)) == nil)
    }

    @Test func aNetworkIsOneAddress() {
        let brake = SignInBrake()
        for number in 0..<5 {
            let address = "2001:db8:0:1::\(number)"
            #expect(Self.wait(brake.begin(address: address, user: "a", browser: nil, at: Self.now)) == nil)
        }
        let same = brake.begin(address: "2001:db8:0:1::ffff", user: "a", browser: nil, at: Self.now)
        let other = brake.begin(address: "2001:db8:0:2::1", user: "a", browser: nil, at: Self.now)
        #expect(Self.wait(same) == 60 && Self.wait(other) == nil)
    }

    @Test func aBrowserThatIsKnownHasAnAllowanceOfItsOwn() {
        let brake = SignInBrake()
        for _ in 0..<5 { _ = brake.begin(address: "192.0.2.1", user: "a", browser: nil, at: Self.now) }
        let next = brake.begin(address: "192.0.2.1", user: "a", browser: nil, at: Self.now)
        let known = brake.begin(address: "192.0.2.1", user: "a", browser: "mine", at: Self.now)
        #expect(Self.wait(next) == 60 && Self.wait(known) == nil)
    }

    @Test func rightOnesTakeNothingAndAClockThatIsSetBackLocksNobodyOut() {
        let brake = SignInBrake()
        for _ in 0..<50 {
            guard case .go(let attempt) = brake.begin(address: nil, user: "a", browser: nil, at: Self.now) else {
                Issue.record("a right one was counted")
                return
            }
            brake.giveBack(attempt, at: Self.now)
        }
        for _ in 0..<5 { _ = brake.begin(address: nil, user: "a", browser: nil, at: Self.now) }
        let before = Self.now.advanced(bySeconds: -86_400)
        #expect(Self.wait(brake.begin(address: nil, user: "a", browser: nil, at: before)).map { $0 <= 300 } == true)
    }
}
