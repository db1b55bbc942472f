import AWSQuery
import Accounts
import Encodings
import IAMPolicy

extension IAMService {
    private static let device: [Parameter] = [.optional(.userName), .required(.serialNumber)]
    private static let codes: [Parameter] = [.required(.authenticationCode1), .required(.authenticationCode2)]

    /// Giving MFA devices to users, or to root when it names none.
    static let mfaDeviceUseOperations: [IAMOperation] = [
        .writing("EnableMFADevice", parameters: device + codes, access: ofUserOrCaller, enableMFADevice),
        .writing("ResyncMFADevice", parameters: device + codes, access: ofUserOrCaller, resyncMFADevice),
        .writing("DeactivateMFADevice", parameters: device, access: ofUserOrCaller, deactivateMFADevice),
        .reading("ListMFADevices", parameters: [.optional(.userName)] + .page, access: ofUserOrCaller, listMFADevices),
        .reading(
            "GetMFADevice", parameters: [.required(.serialNumber), .optional(.userName, .newUserName)],
            access: ofUserOrCaller, getMFADevice),
    ]

    private static func enableMFADevice(_ context: OperationContext) async throws -> QueryResult {
        let owner = try await context.credentialOwner()
        guard ARN(context.parameters[.serialNumber]) != nil else {
            throw QueryFault.invalidInput("Only virtual MFA devices are known here: others keep their seed.")
        }
        var device = try await context.device()
        guard device.record.enableDate == nil else {
            throw QueryFault("EntityAlreadyExists", "MFA Device is already in use.", status: 409)
        }
        guard try await context.devices(of: owner).count < Quotas.mfaDevicesPerUser else {
            throw QueryFault.limitExceeded("Cannot exceed quota for MFADevicesPerUser: \(Quotas.mfaDevicesPerUser)")
        }
        try synchronize(&device, context)
        device.record.enableDate = context.instant
        device.owner = owner.uniqueID
        device.record.isOfRoot = owner.uniqueID == nil
        try await context.entities.update(device)
        return .none
    }

    private static func resyncMFADevice(_ context: OperationContext) async throws -> QueryResult {
        var (device, _) = try await enabledDevice(context)
        try synchronize(&device, context)
        try await context.entities.update(device)
        return .none
    }

    private static func synchronize(
        _ device: inout Entity<MFADeviceRecord>, _ context: OperationContext
    ) throws(QueryFault) {
        let parameters = context.parameters
        do {
            try MFADevices.synchronize(
                &device, parameters[.authenticationCode1], parameters[.authenticationCode2],
                keyRing: context.keyRing, at: context.instant)
        } catch .unreadable {
            throw .serviceFailure("the seed of \(device.uniqueID) can't be opened with this key ring")
        } catch {
            throw QueryFault("InvalidAuthenticationCode", "Authentication code for device is not valid.", status: 403)
        }
    }

    private static func deactivateMFADevice(_ context: OperationContext) async throws -> QueryResult {
        var (device, _) = try await enabledDevice(context)
        device.record.enableDate = nil
        device.owner = nil
        device.record.isOfRoot = false
        try await context.entities.update(device)
        return .none
    }

    private static func listMFADevices(_ context: OperationContext) async throws -> QueryResult {
        let page = try Page(context.parameters)
        let owner = try await context.credentialOwner()
        let (shown, members) = page.select(try await context.devices(of: owner)) { EntityRow.fold($0.name) }
        return QueryResult([.structures("MFADevices", shown.map { listed($0, owner) })] + members)
    }

    private static func getMFADevice(_ context: OperationContext) async throws -> QueryResult {
        let (device, owner) = try await enabledDevice(context)
        return QueryResult(listed(device, owner))
    }

    private static func listed(_ device: Entity<MFADeviceRecord>, _ owner: CredentialOwner) -> [QueryMember] {
        var members: [QueryMember] = []
        members.append("UserName", owner.userName)
        members.append(.text("SerialNumber", device.uniqueID))
        members.append("EnableDate", device.record.enableDate?.iso8601)
        return members
    }

    /// The device in `SerialNumber`, which has to be enabled for the user in `UserName` or for the caller.
    private static func enabledDevice(
        _ context: OperationContext
    ) async throws -> (Entity<MFADeviceRecord>, CredentialOwner) {
        let owner = try await context.credentialOwner()
        let device = try await context.device()
        guard device.record.enableDate != nil, device.owner == owner.uniqueID else {
            throw QueryFault.noSuchEntity("MFA Device invalid for user.")
        }
        return (device, owner)
    }
}
