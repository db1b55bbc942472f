/// Answer to `RegisterClient`.
struct RegisteredClient: Decodable {
    let clientId: String
    let clientSecret: String
    let clientSecretExpiresAt: Int64
}

/// Answer to `StartDeviceAuthorization`.
struct DeviceCode: Decodable {
    let deviceCode: String
    let userCode: String
    let verificationUri: String
    let verificationUriComplete: String
    let expiresIn: Int
    let interval: Int
}

/// Answer to `CreateToken`.
struct GivenTokens: Decodable, Hashable {
    let accessToken: String
    let expiresIn: Int64
    let refreshToken: String?
}

/// An account in which there are roles.
struct AccountEntry: Decodable, Hashable {
    let accountId: String
    let accountName: String
}

/// Answer to `ListAccounts`.
struct AccountPage: Decodable {
    let accountList: [AccountEntry]
    let nextToken: String?
}

/// A role of an account.
struct RoleEntry: Decodable, Hashable {
    let roleName: String
    let accountId: String
}

/// Answer to `ListAccountRoles`.
struct RolePage: Decodable {
    let roleList: [RoleEntry]
    let nextToken: String?
}

/// Answer to `GetRoleCredentials`.
struct RoleCredentials: Decodable {
    /// Temporary credentials.
    struct Credentials: Decodable, Sendable {
        let accessKeyId: String
        let secretAccessKey: String
        let sessionToken: String
        /// Milliseconds since 1970.
        let expiration: Int64
    }

    let roleCredentials: Credentials
}

/// An answer of which nothing is needed.
struct NoAnswer: Decodable {}
