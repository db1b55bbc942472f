import AWSQuery
import Testing

@Suite("The password policy of an account")
struct PasswordPolicyTests {
    private static let everything = [
        "MinimumPasswordLength": "14", "RequireSymbols": "true", "RequireNumbers": "true",
        "RequireUppercaseCharacters": "true", "RequireLowercaseCharacters": "true",
        "AllowUsersToChangePassword": "true", "MaxPasswordAge": "90", "PasswordReusePrevention": "24",
        "HardExpiry": "true",
    ]

    @Test("It is set, replaced as a whole, and taken away", arguments: World.Storage.allCases)
    func life(_ storage: World.Storage) async throws {
        let world = try World(storage)
        let none = QueryFault(
            "NoSuchEntity", "The Password Policy with domain name 123456789012 cannot be found.", status: 404)
        #expect(try await world.fault("GetAccountPasswordPolicy") == none)
        try await world.perform("UpdateAccountPasswordPolicy", Self.everything)
        let policy = try await world.perform("GetAccountPasswordPolicy")
        for (name, value) in Self.everything { #expect(policy.text("PasswordPolicy.\(name)") == value, "\(name)") }
        #expect(policy.text("PasswordPolicy.ExpirePasswords") == "true")
        // What is left out falls back.
        try await world.perform("UpdateAccountPasswordPolicy", ["RequireNumbers": "true"])
        let other = try await world.perform("GetAccountPasswordPolicy")
        #expect(
            other.names("PasswordPolicy") == [
                "MinimumPasswordLength", "RequireSymbols", "RequireNumbers", "RequireUppercaseCharacters",
                "RequireLowercaseCharacters", "AllowUsersToChangePassword", "ExpirePasswords",
            ])
        #expect(other.text("PasswordPolicy.MinimumPasswordLength") == "6")
        #expect(other.text("PasswordPolicy.RequireSymbols") == "false")
        #expect(other.text("PasswordPolicy.RequireNumbers") == "true")
        let stranger = try await world.root(world.other)
        #expect(try await world.fault("GetAccountPasswordPolicy", as: stranger).code == "NoSuchEntity")
        try await world.perform("DeleteAccountPasswordPolicy")
        #expect(try await world.fault("GetAccountPasswordPolicy") == none)
        #expect(
            try await world.fault("DeleteAccountPasswordPolicy").message
                == "The account policy with name PasswordPolicy cannot be found.")
    }

    @Test(
        "Numbers beyond AWS's bounds are refused",
        arguments: [
            ("MinimumPasswordLength", "5"), ("MinimumPasswordLength", "129"), ("MaxPasswordAge", "0"),
            ("MaxPasswordAge", "1096"), ("PasswordReusePrevention", "0"), ("PasswordReusePrevention", "25"),
        ])
    func bounds(_ name: String, _ value: String) async throws {
        let world = try World()
        #expect(try await world.fault("UpdateAccountPasswordPolicy", [name: value]).code == "ValidationError")
        let word = ["RequireNumbers": "yes"]
        #expect(try await world.fault("UpdateAccountPasswordPolicy", word).code == "MalformedInput")
    }
}
