import AWSQuery
import Accounts
import Encodings
import Foundation
import IAM
import IAMCredentials
import Sessions
import Testing

@Suite("Passwords of users")
struct LoginProfileTests {
    private static let password = "Corr3ct horse!"
    private static let other = "Battery-5taple"
    private static let wrong = QueryFault("AccessDenied", "The old password was incorrect.", status: 403)

    /// A world with a user who has a password and may change it.
    private func world(_ storage: World.Storage = .memory) async throws -> (World, Caller) {
        let world = try World(storage)
        let alice = try await world.user("alice", World.policy("iam:ChangePassword"))
        try await world.perform("CreateLoginProfile", ["UserName": "alice", "Password": Self.password])
        return (world, alice)
    }

    private func change(
        _ world: World, _ caller: Caller, from old: String, to new: String, at instant: Date = World.now
    ) async throws {
        try await world.perform(
            "ChangePassword", ["OldPassword": old, "NewPassword": new], as: caller, at: instant)
    }

    private func changeFault(
        _ world: World, _ caller: Caller, from old: String, to new: String, at instant: Date = World.now
    ) async throws -> QueryFault {
        try await world.fault("ChangePassword", ["OldPassword": old, "NewPassword": new], as: caller, at: instant)
    }

    @Test("A password is made, shown without itself, changed and taken away", arguments: World.Storage.allCases)
    func life(_ storage: World.Storage) async throws {
        let world = try World(storage)
        _ = try await world.user("Alice")
        let made = try await world.perform(
            "CreateLoginProfile",
            ["UserName": "alice", "Password": Self.password, "PasswordResetRequired": "true"])
        let expected: [QueryMember] = [
            .text("UserName", "Alice"), .text("CreateDate", "2023-11-14T22:13:20Z"),
            .text("PasswordResetRequired", "true"),
        ]
        #expect(made.members == [.structure("LoginProfile", expected)])
        let named = ["UserName": "Alice"]
        #expect(try await world.perform("GetLoginProfile", named) == made)
        #expect(
            try await world.fault("CreateLoginProfile", named.merging(["Password": Self.other]) { $1 })
                == QueryFault("EntityAlreadyExists", "Login Profile for user Alice already exists.", status: 409))
        try await world.perform("UpdateLoginProfile", named.merging(["PasswordResetRequired": "false"]) { $1 })
        let updated = try await world.perform("GetLoginProfile", named)
        #expect(updated.text("LoginProfile.PasswordResetRequired") == "false")
        #expect(
            try await world.fault("DeleteUser", named)
                == QueryFault("DeleteConflict", "Cannot delete entity, must delete login profile first.", status: 409))
        try await world.perform("DeleteLoginProfile", named)
        let gone = QueryFault("NoSuchEntity", "Login Profile for User Alice cannot be found.", status: 404)
        for operation in ["GetLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile"] {
            #expect(try await world.fault(operation, named) == gone)
        }
    }

    @Test("Nothing of a password is in the store")
    func hashed() async throws {
        let (world, _) = try await world()
        let account = world.account.id
        let rows = try await world.store.readEntities { try await $0.rows(.below(.loginProfile, account)) }
        let row = try #require(rows.first)
        #expect(!String(decoding: row.body, as: UTF8.self).contains("Corr3ct"))
        let profile = try Entity<LoginProfileRecord>(row)
        // A hash is sealed for its user.
        #expect(profile.record.sealedHashes.count == 1)
        let id = try #require(profile.owner)
        try Passwords.check(Self.password, is: profile.record, of: id, keyRing: world.keyRing)
        #expect(throws: Passwords.Refusal.wrong) {
            try Passwords.check("corr3ct horse!", is: profile.record, of: id, keyRing: world.keyRing)
        }
        #expect(throws: Passwords.Refusal.unreadable) {
            try Passwords.check(Self.password, is: profile.record, of: "AIDAOTHER", keyRing: world.keyRing)
        }
    }

    @Test("A user changes the own password with the old one")
    func change() async throws {
        let (world, alice) = try await world()
        #expect(try await changeFault(world, alice, from: Self.other, to: Self.other) == Self.wrong)
        try await change(world, alice, from: Self.password, to: Self.other)
        #expect(try await changeFault(world, alice, from: Self.password, to: Self.other) == Self.wrong)
        try await change(world, alice, from: Self.other, to: Self.password)
    }

    @Test("Whoever has no password of a user cannot change one")
    func noUser() async throws {
        let world = try World()
        let bob = try await world.user("bob", World.allowAll)
        #expect(
            try await changeFault(world, bob, from: "x", to: Self.password)
                == QueryFault("NoSuchEntity", "Login Profile for User bob cannot be found.", status: 404))
        #expect(
            try await changeFault(world, try await world.root(), from: "x", to: Self.password)
                == QueryFault("InvalidUserType", "Only IAM Users can change their own password"))
        #expect(
            try await world.fault("CreateLoginProfile", ["Password": Self.password]).message
                == "Must specify userName when calling with non-User credentials")
    }

    @Test("After five wrong passwords the next one has to wait, right or wrong")
    func attempts() async throws {
        let (world, alice) = try await world()
        for _ in 0..<5 {
            #expect(try await changeFault(world, alice, from: "wrong", to: Self.other) == Self.wrong)
        }
        let waiting = try await changeFault(world, alice, from: Self.password, to: Self.other)
        #expect(waiting.message == "The old password was incorrect. There were too many of them: please wait.")
        #expect(waiting.code == "AccessDenied")
        let later = World.now.addingTimeInterval(61)
        try await change(world, alice, from: Self.password, to: Self.other, at: later)
        #expect(try await changeFault(world, alice, from: "wrong", to: Self.password, at: later) == Self.wrong)
    }

    @Test("Users need the permission, unless the account leaves it to them and no policy denies it")
    func permission() async throws {
        let world = try World()
        let plain = try await world.user("plain")
        let denied = try await world.user("denied", World.policy("iam:ChangePassword", effect: "Deny"))
        for name in ["plain", "denied"] {
            try await world.perform("CreateLoginProfile", ["UserName": name, "Password": Self.password])
        }
        func code(_ caller: Caller) async throws -> String {
            try await changeFault(world, caller, from: "wrong", to: Self.other).message
        }
        #expect(try await code(plain).contains("iam:ChangePassword on resource: arn:aws:iam::123456789012:user/plain"))
        #expect(try await world.fault("GetAccountPasswordPolicy", as: plain).code == "AccessDenied")
        try await world.perform("UpdateAccountPasswordPolicy", ["AllowUsersToChangePassword": "true"])
        #expect(try await code(plain) == Self.wrong.message)
        #expect(try await code(denied).contains("with an explicit deny"))
        try await world.perform("GetAccountPasswordPolicy", as: plain)
        // Nothing else is left to them.
        #expect(try await world.fault("GetLoginProfile", as: plain).code == "AccessDenied")
        #expect(try await world.fault("DeleteAccountPasswordPolicy", as: plain).code == "AccessDenied")
        try await world.perform("UpdateAccountPasswordPolicy")
        #expect(try await code(plain).contains("is not authorized to perform"))
    }

    @Test(
        "A password is as the account's policy wants it",
        arguments: [
            (["MinimumPasswordLength": "12"], "Abcdefgh1!x", "Password should have a minimum length of 12"),
            (["RequireUppercaseCharacters": "true"], "abcdef", "Password should have at least one uppercase letter"),
            (["RequireLowercaseCharacters": "true"], "ABCDEF", "Password should have at least one lowercase letter"),
            (["RequireNumbers": "true"], "abcdef", "Password should have at least one number"),
            (["RequireSymbols": "true"], "abc def\u{E9}~", "Password should have at least one symbol"),
            ([:], "abcde", "Password should have a minimum length of 6"),
        ])
    func violation(_ policy: [String: String], _ password: String, _ message: String) async throws {
        let world = try World()
        _ = try await world.user("alice")
        try await world.perform("UpdateAccountPasswordPolicy", policy)
        let expected = QueryFault("PasswordPolicyViolation", message)
        let named = ["UserName": "alice", "Password": password]
        #expect(try await world.fault("CreateLoginProfile", named) == expected)
        let good = ["UserName": "alice", "Password": "Abcdefghij-1"]
        try await world.perform("CreateLoginProfile", good)
        #expect(try await world.fault("UpdateLoginProfile", named) == expected)
        // A policy says nothing of the passwords that are there.
        try await world.perform("UpdateAccountPasswordPolicy", ["MinimumPasswordLength": "100"])
        try await world.perform("GetLoginProfile", ["UserName": "alice"])
    }

    @Test(
        "Without a policy a password has eight characters of three kinds",
        arguments: [("Abcdef1", false), ("abcdefg1", false), ("Abcdefg1", true), ("abcdef1!", true)])
    func standard(_ password: String, _ isTaken: Bool) async throws {
        let world = try World()
        _ = try await world.user("alice")
        let named = ["UserName": "alice", "Password": password]
        if isTaken {
            try await world.perform("CreateLoginProfile", named)
        } else {
            #expect(try await world.fault("CreateLoginProfile", named).code == "PasswordPolicyViolation")
        }
    }

    @Test("The last passwords are not taken again, as many as the policy says")
    func reuse() async throws {
        let (world, alice) = try await world()
        try await world.perform("UpdateAccountPasswordPolicy", ["PasswordReusePrevention": "2"])
        let reused = QueryFault(
            "PasswordPolicyViolation",
            "Policy constraint violation with password reuse prevention during password change")
        #expect(try await changeFault(world, alice, from: Self.password, to: Self.password) == reused)
        try await change(world, alice, from: Self.password, to: Self.other)
        #expect(try await changeFault(world, alice, from: Self.other, to: Self.password) == reused)
        #expect(
            try await world.fault("UpdateLoginProfile", ["UserName": "alice", "Password": Self.password]) == reused)
        try await change(world, alice, from: Self.other, to: "Third-one-3")
        try await change(world, alice, from: "Third-one-3", to: Self.password)
        // Those of a profile that is gone count no more.
        try await world.perform("DeleteLoginProfile", ["UserName": "alice"])
        try await world.perform("CreateLoginProfile", ["UserName": "alice", "Password": Self.password])
    }

    @Test("At most 25 hashes are kept")
    func bounded() async throws {
        let (world, _) = try await world()
        for number in 0..<30 {
            try await world.perform("UpdateLoginProfile", ["UserName": "alice", "Password": "Password-\(number)"])
        }
        let account = world.account.id
        let profiles = try await world.store.readEntities {
            try await $0.entities(LoginProfileRecord.self, .below(.loginProfile, account))
        }
        #expect(profiles.map(\.record.sealedHashes.count) == [25])
    }

    @Test("A password that is too old is set by an administrator alone, where the account wants it so")
    func hardExpiry() async throws {
        let (world, alice) = try await world()
        let later = World.now.addingTimeInterval(86_400 * 30)
        try await world.perform("UpdateAccountPasswordPolicy", ["MaxPasswordAge": "30"])
        try await change(world, alice, from: Self.password, to: Self.password, at: World.now)
        try await world.perform("UpdateAccountPasswordPolicy", ["MaxPasswordAge": "30", "HardExpiry": "true"])
        #expect(
            try await changeFault(world, alice, from: Self.password, to: Self.other, at: later).message
                == "The password has expired. Only an administrator can set another one.")
        try await world.perform("UpdateLoginProfile", ["UserName": "alice", "Password": Self.other], at: later)
        try await change(world, alice, from: Self.other, to: Self.password, at: later)
    }

    @Test("When a password was used last is told of whoever has one")
    func lastUsed() async throws {
        let (world, _) = try await world()
        _ = try await world.user("bob")
        let id = try #require(try await world.perform("GetUser", ["UserName": "alice"]).text("User.UserId"))
        func used() async throws -> [String?] {
            let listed = try await world.perform("ListUsers").structures("Users").map { $0.text("PasswordLastUsed") }
            return try await world.perform("GetUser", ["UserName": "alice"]).text("User.PasswordLastUsed") == listed[0]
                ? listed : []
        }
        #expect(try await used() == [nil, nil])
        world.uses.note(
            EntityUse(
                uniqueID: "login-profile/\(id)",
                instant: Timestamp(roundingDown: World.now.addingTimeInterval(60)), service: "signin",
                region: "us-east-1"))
        #expect(try await used() == ["2023-11-14T22:14:20Z", nil])
        try await world.perform("DeleteLoginProfile", ["UserName": "alice"])
        #expect(try await used() == [nil, nil])
        let later = World.now.addingTimeInterval(120)
        try await world.perform(
            "CreateLoginProfile", ["UserName": "alice", "Password": Self.password], at: later)
        #expect(try await used() == [nil, nil])
    }

    @Test(
        "A password that is none is not repeated in the refusal",
        arguments: ["", "pass\u{0}word", "\u{20AC}uro-sign-1", String(repeating: "x", count: 129)])
    func malformed(_ password: String) async throws {
        let world = try World()
        _ = try await world.user("alice")
        let fault = try await world.fault("CreateLoginProfile", ["UserName": "alice", "Password": password])
        #expect(fault.code == "ValidationError")
        #expect(password.isEmpty || !fault.message.contains(password))
    }
}
