package import IAMPolicy

extension PolicyFinding.Code {
    /// Every action on every resource is allowed.
    package static let fullAccess = Self(rawValue: "full-access")
    /// `NotAction` with `Allow`.
    package static let notActionAllow = Self(rawValue: "not-action-allow")
    /// Every role may be passed to every service.
    package static let passAnyRole = Self(rawValue: "pass-any-role")
    /// Actions by which their owner can get more than the policy says.
    package static let privilegeEscalation = Self(rawValue: "privilege-escalation")
    /// An action that no service has, and that resembles one.
    package static let unknownAction = Self(rawValue: "unknown-action")
    /// An action that cannot be done to what the statement names.
    package static let resourceMismatch = Self(rawValue: "resource-mismatch")
    /// A key that no request has when the policy is asked.
    package static let absentKey = Self(rawValue: "absent-key")
    /// A test of MFA that does not do what it seems to.
    package static let mfaCondition = Self(rawValue: "mfa-condition")
}
