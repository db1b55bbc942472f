/// What kind of access an action gives, as policy summaries group it.
public enum AccessLevel: String, Hashable, Sendable, CaseIterable {
    /// Finds out what is there.
    case list = "List"
    /// Reads contents and settings.
    case read = "Read"
    /// Makes, changes or deletes.
    case write = "Write"
    /// Grants permissions to others.
    case permissionsManagement = "Permissions management"
    /// Changes tags only.
    case tagging = "Tagging"
    /// Every action of the service.
    case full = "Full access"

    /// The level of an action or a pattern of actions by its name, such as `Describe*`; `nil` when the name does not tell.
    public init?(actionName: String) {
        guard let level = Self.level(of: actionName) else { return nil }
        self = level
    }

    private static func level(of name: String) -> AccessLevel? {
        if name == "*" { return .full }
        if permissionNames.contains(where: name.hasPrefix) { return .permissionsManagement }
        let endsInPolicy = name.hasSuffix("Policy") || name.hasSuffix("Policies")
        if endsInPolicy, permissionVerbs.contains(where: name.hasPrefix) { return .permissionsManagement }
        if taggingVerbs.contains(where: name.hasPrefix)
            || name.hasSuffix("Tags") && writeVerbs.contains(where: name.hasPrefix)
        {
            return .tagging
        }
        if listVerbs.contains(where: name.hasPrefix) { return .list }
        if readVerbs.contains(where: name.hasPrefix) { return .read }
        return writeVerbs.contains(where: name.hasPrefix) ? .write : nil
    }

    private static let permissionNames = [
        "AddPermission", "RemovePermission", "CreatePolicy", "DeletePolicy", "SetDefaultPolicyVersion", "CreateGrant",
        "UpdateAssumeRolePolicy", "AddUserToGroup", "RemoveUserFromGroup",
    ]
    private static let permissionVerbs = ["Put", "Attach", "Detach", "Delete", "Set", "Update"]
    private static let taggingVerbs = ["Tag", "Untag"]
    private static let listVerbs = ["List"]
    private static let readVerbs = [
        "Get", "Describe", "BatchGet", "Lookup", "Query", "Scan", "Search", "Simulate", "Read", "Receive", "Test",
        "View", "Generate", "Check", "Decode", "Head", "Estimate", "Preview", "Filter",
    ]
    private static let writeVerbs = [
        "Abort", "Accept", "Activate", "Add", "Allocate", "Apply", "Associate", "Assume", "Attach", "Authorize",
        "Batch", "Cancel", "Change", "Close", "Complete", "Configure", "Confirm", "Copy", "Create", "Deactivate",
        "Delete", "Deploy", "Deregister", "Detach", "Disable", "Disassociate", "Enable", "Execute", "Grant", "Import",
        "Initiate", "Invoke", "Launch", "Merge", "Modify", "Move", "Notify", "Open", "Pass", "Promote", "Publish",
        "Purchase", "Put", "Reboot", "Register", "Reject", "Release", "Remove", "Replace", "Request", "Reset",
        "Restore", "Resume", "Resync", "Retry", "Revoke", "Rotate", "Run", "Send", "Set", "Start", "Stop", "Submit",
        "Suspend", "Terminate", "Transfer", "Update", "Upgrade", "Upload", "Write",
    ]
}
