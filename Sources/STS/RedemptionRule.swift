public import Foundation
internal import SAML2

/// How long after its IssueInstant an assertion may be redeemed, and how long its use is remembered.
public struct RedemptionRule: Hashable, Sendable {
    /// Seconds after IssueInstant, the clock skew not counted: 300.
    public static let lifetime: TimeInterval = 300
    /// The largest clock skew in seconds: 300.
    public static let maximumClockSkew: TimeInterval = 300

    /// Seconds by which the clocks of identity provider and broker may differ.
    public let clockSkew: TimeInterval

    /// Makes a rule; a skew outside 0...300 seconds is brought to the nearest end.
    public init(clockSkew: TimeInterval = 60) {
        self.clockSkew = clockSkew.isNaN ? 0 : min(max(clockSkew, 0), Self.maximumClockSkew)
    }

    /// The last instant at which an assertion issued at `issueInstant` may be redeemed.
    ///
    /// The skew is added here and nowhere else.
    func lastInstant(issued issueInstant: Date) -> Date {
        issueInstant.addingTimeInterval(Self.lifetime + clockSkew)
    }

    /// Uses are kept for the largest skew, so that a skew that is configured higher later readmits nothing.
    package func keepUntil(issued issueInstant: Date) -> Date {
        issueInstant.addingTimeInterval(Self.lifetime + Self.maximumClockSkew + 1)
    }

    func check(issued issueInstant: Date, at instant: Date) -> Check {
        let age = instant.timeIntervalSince(issueInstant)
        let isYoung = instant <= lastInstant(issued: issueInstant)
        return Check(
            name: "redemption.age", status: isYoung ? .passed : .failed,
            expected:
                "at most \(Int(Self.lifetime)) s (+ \(Int(clockSkew)) s clock skew) after the assertion's IssueInstant",
            actual: "\(Self.text(seconds: age)) s", reference: "IAM User Guide, Troubleshoot SAML federation",
            hint: isYoung ? nil : "Redeem the response at once, and compare the clocks of identity provider and broker")
    }

    private static func text(seconds: TimeInterval) -> String {
        guard seconds.isFinite, abs(seconds) < 1e12 else { return "an unknown number of" }
        return String(Int64(seconds.rounded(.down)))
    }
}
