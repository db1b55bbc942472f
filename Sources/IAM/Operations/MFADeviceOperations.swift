import AWSQuery
import Accounts
import Encodings
import Foundation
import IAMCredentials
import IAMPolicy

extension IAMService {
    /// Making, showing and removing virtual MFA devices.
    static let mfaDeviceOperations: [IAMOperation] = [
        .writing(
            "CreateVirtualMFADevice",
            parameters: [.optional(.path), .required(.virtualMFADeviceName), .optional(.tags)],
            access: AccessRule(
                .new(.mfaDevice, name: .virtualMFADeviceName), keys: [.requestTags],
                further: [(parameter: .tags, action: "TagMFADevice")]),
            createVirtualMFADevice),
        .reading(
            "ListVirtualMFADevices", parameters: [.optional(.assignmentStatus)] + .page, access: AccessRule(.any),
            listVirtualMFADevices),
        .writing(
            "DeleteVirtualMFADevice", parameters: [.required(.serialNumber)],
            access: AccessRule(.arn(.serialNumber)), deleteVirtualMFADevice),
    ]

    private static func createVirtualMFADevice(_ context: OperationContext) async throws -> QueryResult {
        let parameters = context.parameters
        let name = parameters[.virtualMFADeviceName]
        let tags = try Tags.read(parameters)
        let made: MFADevices.Made
        do {
            made = try MFADevices.make(
                account: context.account, name: name, path: parameters.text(.path) ?? "/",
                tags: tags, keyRing: context.keyRing, random: context.random, at: context.instant)
        } catch {
            throw QueryFault.serviceFailure(error.description)
        }
        // A path may have characters that no serial number has, and both may be too long together.
        var violations = ParameterValidation()
        violations.check(made.entity.uniqueID, .serialNumber)
        if let fault = violations.fault { throw fault }
        try await context.insert(made.entity, quota: Quotas.mfaDevices)
        let address = OneTimePasswordAddress(name: name, account: context.account.id, base32Seed: made.base32Seed)
        var members: [QueryMember] = [
            .text("SerialNumber", made.entity.uniqueID), blob("Base32StringSeed", Array(made.base32Seed.utf8)),
        ]
        if let image = address.qrCodePNG { members.append(blob("QRCodePNG", image)) }
        return QueryResult([.structure("VirtualMFADevice", members + Tags.members(made.entity.record.tags))])
    }

    private static func blob(_ name: String, _ bytes: [UInt8]) -> QueryMember {
        .text(name, Base64.standard.encode(bytes))
    }

    private static func listVirtualMFADevices(_ context: OperationContext) async throws -> QueryResult {
        let page = try Page(context.parameters)
        var devices = try await context.list(MFADeviceRecord.self)
        switch context.parameters.text(.assignmentStatus) {
        case "Assigned": devices.removeAll { $0.record.enableDate == nil }
        case "Unassigned": devices.removeAll { $0.record.enableDate != nil }
        default: break
        }
        let (shown, members) = page.select(devices) { EntityRow.fold($0.name) }
        var list: [[QueryMember]] = []
        for device in shown { list.append(try await listed(device, context)) }
        return QueryResult([.structures("VirtualMFADevices", list)] + members)
    }

    private static func listed(
        _ device: Entity<MFADeviceRecord>, _ context: OperationContext
    ) async throws -> [QueryMember] {
        var members: [QueryMember] = [.text("SerialNumber", device.uniqueID)]
        if device.record.isOfRoot {
            members.append(.structure("User", root(context)))
        } else if let owner = device.owner,
            let user = try await context.entities.entity(UserRecord.self, uniqueID: owner)
        {
            members.append(.structure("User", listed(user, context)))
        }
        members.append("EnableDate", device.record.enableDate?.iso8601)
        return members
    }

    private static func deleteVirtualMFADevice(_ context: OperationContext) async throws -> QueryResult {
        let device = try await context.device()
        guard device.record.enableDate == nil else {
            throw QueryFault.deleteConflict("MFA VirtualDevice in use. Must deactivate first.")
        }
        try await context.entities.delete(uniqueID: device.uniqueID)
        return .none
    }
}

extension OperationContext {
    /// The device in `SerialNumber`.
    ///
    /// Throws `NoSuchEntity`, also for one of another account.
    func device() async throws -> Entity<MFADeviceRecord> {
        let serialNumber = parameters[.serialNumber]
        guard let device = try await entities.entity(MFADeviceRecord.self, uniqueID: serialNumber),
            device.account == account.id
        else { throw QueryFault.noSuchEntity(.mfaDevice, serialNumber) }
        return device
    }
}
