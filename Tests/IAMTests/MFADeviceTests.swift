import AWSQuery
import Accounts
import Encodings
import Foundation
import STS
import Testing

@Suite("MFA devices")
struct MFADeviceTests {
    private static let invalidCode = QueryFault(
        "InvalidAuthenticationCode", "Authentication code for device is not valid.", status: 403)

    @Test("A device is made with a seed, a picture of it, and tags")
    func create() async throws {
        let world = try World()
        let made = try await world.perform(
            "CreateVirtualMFADevice",
            [
                "VirtualMFADeviceName": "phone", "Path": "/staff/", "Tags.member.1.Key": "a",
                "Tags.member.1.Value": "b",
            ])
        #expect(made.names("VirtualMFADevice") == ["SerialNumber", "Base32StringSeed", "QRCodePNG", "Tags"])
        #expect(made.text("VirtualMFADevice.SerialNumber") == "arn:aws:iam::123456789012:mfa/staff/phone")
        let seed = try #require(Data(base64Encoded: made.text("VirtualMFADevice.Base32StringSeed") ?? ""))
        #expect(seed.count == 64)
        let image = try #require(Data(base64Encoded: made.text("VirtualMFADevice.QRCodePNG") ?? ""))
        #expect(image.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        #expect(
            try await world.fault("CreateVirtualMFADevice", ["VirtualMFADeviceName": "PHONE", "Path": "/staff/"])
                == QueryFault(
                    "EntityAlreadyExists", "MFADevice entity at the same path and name already exists.", status: 409))
    }

    @Test("A name is another device's under another path", arguments: World.Storage.allCases)
    func paths(_ storage: World.Storage) async throws {
        let world = try World(storage)
        _ = try await world.user("alice")
        let devices = [
            try await AuthenticatorApp(world, "phone"), try await AuthenticatorApp(world, "phone", ["Path": "/staff/"]),
        ]
        let prefix = "arn:aws:iam::123456789012:mfa/"
        #expect(devices.map(\.serialNumber) == [prefix + "phone", prefix + "staff/phone"])
        try await devices[1].enable(world, for: "alice")
        let listed = try await world.perform("ListMFADevices", ["UserName": "alice"])
        #expect(listed.texts("MFADevices", each: "SerialNumber") == [prefix + "staff/phone"])
        let reader = try await world.user(
            "reader", World.policy("iam:ListMFADeviceTags", resource: prefix + "staff/phone"))
        try await world.perform("ListMFADeviceTags", ["SerialNumber": prefix + "staff/phone"], as: reader)
        let other = try await world.fault("ListMFADeviceTags", ["SerialNumber": prefix + "phone"], as: reader)
        #expect(other.code == "AccessDenied")
        try await world.perform("DeleteVirtualMFADevice", ["SerialNumber": prefix + "phone"])
        let rest = try await world.perform("ListVirtualMFADevices")
        #expect(rest.texts("VirtualMFADevices", each: "SerialNumber") == [prefix + "staff/phone"])
    }

    @Test(
        "No name and path that make no serial number",
        arguments: [
            ["VirtualMFADeviceName": ""], ["VirtualMFADeviceName": "a b"], [:],
            ["VirtualMFADeviceName": "a", "Path": "x"],
            ["VirtualMFADeviceName": "a", "Path": "/*/"],
            ["VirtualMFADeviceName": String(repeating: "a", count: 227)],
            ["VirtualMFADeviceName": "a", "Path": "/\(String(repeating: "p", count: 300))/"],
        ])
    func invalid(parameters: [String: String]) async throws {
        let world = try World()
        #expect(try await world.fault("CreateVirtualMFADevice", parameters).code == "ValidationError")
        #expect(try await world.perform("ListVirtualMFADevices").structures("VirtualMFADevices") == [])
    }

    @Test("The longest name has a picture as well")
    func longest() async throws {
        let world = try World()
        let made = try await world.perform(
            "CreateVirtualMFADevice", ["VirtualMFADeviceName": String(repeating: "+", count: 226)])
        #expect(made.text("VirtualMFADevice.SerialNumber")?.utf8.count == 256)
        #expect(made.text("VirtualMFADevice.QRCodePNG") != nil)
    }

    @Test("A device is enabled with two passwords in a row, proves the user, and is given back")
    func life() async throws {
        let world = try World(.sqlite)
        let alice = try await world.user("alice", path: "/staff/")
        let phone = try await AuthenticatorApp(world, "phone")
        let named = ["UserName": "alice", "SerialNumber": phone.serialNumber]
        #expect(
            try await world.fault("GetMFADevice", named)
                == QueryFault("NoSuchEntity", "MFA Device invalid for user.", status: 404))
        try await phone.enable(world, for: "Alice")
        let expected: [QueryMember] = [
            .text("UserName", "alice"), .text("SerialNumber", phone.serialNumber),
            .text("EnableDate", "2023-11-14T22:13:20Z"),
        ]
        #expect(try await world.perform("GetMFADevice", named).members == expected)
        #expect(
            try await world.perform("ListMFADevices", ["UserName": "alice"]).structures("MFADevices") == [expected])
        let step = TOTP.step(at: Timestamp(roundingDown: World.now))
        let now = Timestamp(roundingDown: World.now)
        // The passwords that enabled it are used up.
        await #expect(throws: STSError.self) {
            try await world.tokens.useMFA(
                serialNumber: phone.serialNumber, code: phone.passwords.password(step: step), by: alice, at: now)
        }
        try await world.tokens.useMFA(
            serialNumber: phone.serialNumber, code: phone.passwords.password(step: step + 1), by: alice, at: now)
        #expect(
            try await world.fault("DeleteVirtualMFADevice", ["SerialNumber": phone.serialNumber])
                == QueryFault("DeleteConflict", "MFA VirtualDevice in use. Must deactivate first.", status: 409))
        try await world.perform("DeactivateMFADevice", named)
        #expect(try await world.fault("DeactivateMFADevice", named).message == "MFA Device invalid for user.")
        await #expect(throws: STSError.self) {
            try await world.tokens.useMFA(
                serialNumber: phone.serialNumber, code: phone.passwords.password(step: step + 2), by: alice,
                at: now.advanced(bySeconds: 60))
        }
        try await world.perform("DeleteVirtualMFADevice", ["SerialNumber": phone.serialNumber])
        #expect(
            try await world.fault("DeleteVirtualMFADevice", ["SerialNumber": phone.serialNumber])
                == QueryFault(
                    "NoSuchEntity", "VirtualMFADevice with serial number \(phone.serialNumber) does not exist.",
                    status: 404))
    }

    @Test("Other passwords enable nothing")
    func wrongCodes() async throws {
        let world = try World()
        _ = try await world.user("alice")
        let phone = try await AuthenticatorApp(world, "phone")
        let other = try await AuthenticatorApp(world, "tablet")
        var swapped = phone.codes()
        swapped["AuthenticationCode1"] = phone.codes()["AuthenticationCode2"]
        swapped["AuthenticationCode2"] = phone.codes()["AuthenticationCode1"]
        let foreign = other.codes().merging(["SerialNumber": phone.serialNumber]) { $1 }
        for codes in [swapped, foreign, phone.codes(steps: 21), phone.codes(steps: -21)] {
            let fault = try await world.fault("EnableMFADevice", codes.merging(["UserName": "alice"]) { $1 })
            #expect(fault == Self.invalidCode)
        }
        for code in ["", "12345", "1234567", "12345a"] {
            let parameters = phone.codes().merging(["UserName": "alice", "AuthenticationCode2": code]) { $1 }
            let fault = try await world.fault("EnableMFADevice", parameters)
            #expect(fault.code == "ValidationError")
            #expect(code.isEmpty || !fault.message.contains(code))
        }
        #expect(try await world.perform("ListMFADevices", ["UserName": "alice"]).structures("MFADevices") == [])
        try await phone.enable(world, for: "alice")
    }

    @Test("A device belongs to one; one of another account is not there")
    func taken() async throws {
        let world = try World()
        for name in ["alice", "bob"] { _ = try await world.user(name) }
        let phone = try await AuthenticatorApp(world, "phone")
        try await phone.enable(world, for: "alice")
        let again = phone.codes(steps: 2).merging(["UserName": "bob"]) { $1 }
        #expect(
            try await world.fault("EnableMFADevice", again)
                == QueryFault("EntityAlreadyExists", "MFA Device is already in use.", status: 409))
        for operation in ["GetMFADevice", "DeactivateMFADevice", "ResyncMFADevice"] {
            #expect(try await world.fault(operation, again).message == "MFA Device invalid for user.")
        }
        let token = phone.codes().merging(["UserName": "bob", "SerialNumber": "GAHT12345678"]) { $1 }
        #expect(try await world.fault("EnableMFADevice", token).code == "InvalidInput")
        let foreign = try await AuthenticatorApp(world, "phone", in: world.other)
        for operation in ["EnableMFADevice", "DeleteVirtualMFADevice", "ListMFADeviceTags"] {
            let fault = try await world.fault(operation, foreign.codes().merging(["UserName": "bob"]) { $1 })
            #expect(fault.code == "NoSuchEntity")
        }
    }

    @Test("Eight devices a user")
    func quota() async throws {
        let world = try World()
        _ = try await world.user("alice")
        for number in 1...8 {
            try await AuthenticatorApp(world, "phone\(number)").enable(world, for: "alice")
        }
        let ninth = try await AuthenticatorApp(world, "phone9")
        #expect(
            try await world.fault("EnableMFADevice", ninth.codes().merging(["UserName": "alice"]) { $1 })
                == QueryFault("LimitExceeded", "Cannot exceed quota for MFADevicesPerUser: 8", status: 409))
        let first = try await world.perform("ListMFADevices", ["UserName": "alice", "MaxItems": "5"])
        #expect(first.structures("MFADevices").count == 5)
        let rest = ["UserName": "alice", "Marker": first.text("Marker") ?? ""]
        #expect(try await world.perform("ListMFADevices", rest).structures("MFADevices").count == 3)
    }

    @Test("A device whose clock is off is read after it was synchronised")
    func resync() async throws {
        let world = try World()
        let alice = try await world.user("alice")
        let phone = try await AuthenticatorApp(world, "phone")
        try await phone.enable(world, for: "alice")
        func use(steps: Int64) async throws {
            let now = Timestamp(roundingDown: World.now)
            let code = phone.passwords.password(step: TOTP.step(at: now) + steps)
            try await world.tokens.useMFA(serialNumber: phone.serialNumber, code: code, by: alice, at: now)
        }
        await #expect(throws: STSError.self) { try await use(steps: 10) }
        let used = phone.codes().merging(["UserName": "alice"]) { $1 }
        #expect(try await world.fault("ResyncMFADevice", used) == Self.invalidCode)
        try await world.perform("ResyncMFADevice", phone.codes(steps: 9).merging(["UserName": "alice"]) { $1 })
        try await use(steps: 10)
    }

    @Test("Devices are listed by whether they belong to somebody, in pages, without their seeds")
    func list() async throws {
        let world = try World()
        _ = try await world.user("alice", path: "/staff/")
        let phones = [
            try await AuthenticatorApp(world, "b"), try await AuthenticatorApp(world, "A"),
            try await AuthenticatorApp(world, "c"),
        ]
        try await phones[1].enable(world, for: "alice")
        func names(_ parameters: [String: String]) async throws -> [String] {
            let listed = try await world.perform("ListVirtualMFADevices", parameters)
            return listed.texts("VirtualMFADevices", each: "SerialNumber").map { String($0.suffix(1)) }
        }
        #expect(try await names([:]) == ["A", "b", "c"])
        #expect(try await names(["AssignmentStatus": "Any"]) == ["A", "b", "c"])
        #expect(try await names(["AssignmentStatus": "Unassigned"]) == ["b", "c"])
        let assigned = try await world.perform("ListVirtualMFADevices", ["AssignmentStatus": "Assigned"])
        let device = try #require(assigned.structures("VirtualMFADevices").first)
        #expect(device.map(\.name) == ["SerialNumber", "User", "EnableDate"])
        #expect(device.text("User.Arn") == "arn:aws:iam::123456789012:user/staff/alice")
        #expect(
            try await world.fault("ListVirtualMFADevices", ["AssignmentStatus": "Lost"]).code == "ValidationError")
        let first = try await world.perform(
            "ListVirtualMFADevices", ["AssignmentStatus": "Unassigned", "MaxItems": "1"])
        #expect(first.text("IsTruncated") == "true")
        #expect(try await names(["AssignmentStatus": "Unassigned", "Marker": first.text("Marker") ?? ""]) == ["c"])
    }

    @Test("Pages go on behind the longest names")
    func longNames() async throws {
        let world = try World()
        // With what stands before the name, a serial number has 256 characters.
        let names = ["a", "b"].map { String(repeating: "n", count: 225) + $0 }
        for name in names { try await world.perform("CreateVirtualMFADevice", ["VirtualMFADeviceName": name]) }
        let first = try await world.perform("ListVirtualMFADevices", ["MaxItems": "1"])
        let rest = try await world.perform("ListVirtualMFADevices", ["Marker": try #require(first.text("Marker"))])
        #expect(
            [first, rest].map { $0.texts("VirtualMFADevices", each: "SerialNumber") }
                == names.map { ["arn:aws:iam::123456789012:mfa/\($0)"] })
        let longer = ["VirtualMFADeviceName": String(repeating: "n", count: 227)]
        #expect(try await world.fault("CreateVirtualMFADevice", longer).code == "ValidationError")
    }

    @Test("Root and users manage their own devices when they name no user")
    func ownDevices() async throws {
        let world = try World()
        let (root, alice) = (try await world.root(), try await world.user("alice", World.allowAll))
        let (safe, phone) = (try await AuthenticatorApp(world, "safe"), try await AuthenticatorApp(world, "phone"))
        try await world.perform("EnableMFADevice", safe.codes(), as: root)
        try await world.perform("EnableMFADevice", phone.codes(), as: alice)
        let ofRoot = try await world.perform("ListMFADevices", as: root)
        #expect(ofRoot.texts("MFADevices", each: "SerialNumber") == [safe.serialNumber])
        let ofAlice = try await world.perform("ListMFADevices", as: alice)
        #expect(ofAlice.texts("MFADevices", each: "SerialNumber") == [phone.serialNumber])
        let assigned = try await world.perform("ListVirtualMFADevices", ["AssignmentStatus": "Assigned"])
        #expect(
            assigned.structures("VirtualMFADevices").map { $0.text("User.Arn") } == [
                "arn:aws:iam::123456789012:user/alice", "arn:aws:iam::123456789012:root",
            ])
        let now = Timestamp(roundingDown: World.now)
        let code = safe.passwords.password(step: TOTP.step(at: now) + 1)
        await #expect(throws: STSError.self) {
            try await world.tokens.useMFA(serialNumber: safe.serialNumber, code: code, by: alice, at: now)
        }
        try await world.tokens.useMFA(serialNumber: safe.serialNumber, code: code, by: root, at: now)
        // However much a user may do, root's device is root's.
        let fault = try await world.fault("DeactivateMFADevice", ["SerialNumber": safe.serialNumber], as: alice)
        #expect(fault.message == "MFA Device invalid for user.")
        try await world.perform("DeactivateMFADevice", ["SerialNumber": safe.serialNumber], as: root)
        try await world.perform("DeactivateMFADevice", ["SerialNumber": phone.serialNumber], as: alice)
    }
}
