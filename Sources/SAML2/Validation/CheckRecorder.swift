import Encodings
import XMLSecurity

/// Collects the checks of one validation as they are made.
///
/// Texts are built only for checks that are kept.
///
/// A class, so that those texts may read the validation that owns it while it records.
final class CheckRecorder {
    private let keepsPassed: Bool
    private(set) var checks: [Check] = []
    private(set) var hasFailed = false

    init(keepsPassed: Bool) { self.keepsPassed = keepsPassed }

    /// Records a check.
    ///
    /// - Returns: whether it passed.
    @discardableResult
    func check(
        _ check: ResponseCheck, _ passed: Bool, expected: @autoclosure () -> String, actual: @autoclosure () -> String
    ) -> Bool {
        if passed {
            if keepsPassed { add(check, .passed, expected: expected(), actual: actual()) }
        } else {
            fail(check, expected: expected(), actual: actual())
        }
        return passed
    }

    /// Records a failure; `hint` where the one of the check would lead astray.
    func fail(
        _ check: ResponseCheck, expected: String, actual: String, hint: String? = nil, isUnreadable: Bool = false
    ) {
        hasFailed = true
        add(
            check, .failed, expected: expected, actual: actual, hint: hint ?? check.hint, isUnreadable: isUnreadable)
    }

    func skip(_ check: ResponseCheck, because reason: @autoclosure () -> String) {
        if keepsPassed { add(check, .skipped, expected: "", actual: reason()) }
    }

    /// Skips every check that was not made.
    func skipTheRest(because reason: String) {
        guard keepsPassed else { return }
        let made = Set(checks.map(\.name))
        for check in ResponseCheck.allCases where !made.contains(check.rawValue) {
            add(check, .skipped, expected: "", actual: reason)
        }
    }

    /// The checks in the order of `ResponseCheck`.
    var inOrder: [Check] {
        guard checks.count > 1 else { return checks }
        let order = Dictionary(uniqueKeysWithValues: ResponseCheck.allCases.enumerated().map { ($1.rawValue, $0) })
        return checks.enumerated().sorted { left, right in
            (order[left.element.name] ?? 0, left.offset) < (order[right.element.name] ?? 0, right.offset)
        }.map(\.element)
    }

    private func add(
        _ check: ResponseCheck, _ status: CheckStatus, expected: String, actual: String, hint: String? = nil,
        isUnreadable: Bool = false
    ) {
        checks.append(
            Check(
                name: check.rawValue, status: status, expected: expected, actual: actual.printable,
                reference: check.reference, hint: hint, isUnreadable: isUnreadable))
    }
}
