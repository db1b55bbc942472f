import AWSQuery
import Accounts
import STS

extension QueryFault {
    /// What a failure of the store means to the caller.
    init(_ error: StoreError) {
        switch error.code {
        case .conflict:
            self.init(
                "ConcurrentModification",
                "The entity was changed by another request at the same time. Please try again.", status: 409,
                cause: error.description)
        case .readOnly:
            self.init(
                "UnmodifiableEntity",
                "\(error.message) is declared in the configuration of the broker and cannot be changed through the API."
            )
        default: self = .serviceFailure(error.description)
        }
    }

    /// `ServiceFailure`; the audit alone gets to know the cause.
    static func serviceFailure(_ cause: String) -> QueryFault {
        QueryFault("ServiceFailure", "The service is unavailable. Please try again.", status: 500, cause: cause)
    }

    /// `NoSuchEntity` for an entity by name.
    static func noSuchEntity(_ kind: EntityKind, _ name: String) -> QueryFault {
        switch kind {
        case .role, .user, .group: noSuchEntity("The \(kind.rawValue) with name \(name) cannot be found.")
        case .policy: noSuchEntity("Policy \(name) does not exist or is not attachable.")
        case .samlProvider: noSuchEntity("Manifest not found for arn \(name)")
        case .oidcProvider: noSuchEntity("OpenIDConnect Provider not found for arn \(name)")
        case .accessKey: noSuchEntity("The Access Key with id \(name) cannot be found.")
        case .mfaDevice: noSuchEntity("VirtualMFADevice with serial number \(name) does not exist.")
        case .accountAlias: noSuchEntity("The account alias \(name) cannot be found.")
        case .deletionTask: noSuchEntity("The deletion task \(name) cannot be found.")
        case .instanceProfile: noSuchEntity("Instance Profile \(name) cannot be found.")
        case .serverCertificate: noSuchEntity("The Server Certificate with name \(name) cannot be found.")
        case .sshPublicKey: noSuchEntity("The Public Key with id \(name) cannot be found.")
        case .signingCertificate: noSuchEntity("The Certificate with id \(name) cannot be found.")
        case .serviceCredential: noSuchEntity("No such credential \(name) exists")
        case .credentialReport: noReport
        case .accessReport: noSuchEntity("Job with id \(name) cannot be found.")
        case .loginProfile: noSuchEntity("Login Profile for User \(name) cannot be found.")
        case .passwordPolicy: noSuchEntity("The Password Policy with domain name \(name) cannot be found.")
        // No operation is about what programs ask for, nor about attempts and what brokers tell each other;
        // preferences are made when they are missing.
        case .outboundIssuer, .tokenPreferences, .clientGrant, .attemptCount, .recordSegment:
            featureDisabled
        }
    }

    /// `NoSuchEntity`.
    static func noSuchEntity(_ message: String) -> QueryFault { QueryFault("NoSuchEntity", message, status: 404) }

    /// `EntityAlreadyExists` for an entity by name.
    static func alreadyExists(_ kind: EntityKind, _ name: String) -> QueryFault {
        let message =
            switch kind {
            case .role: "Role with name \(name) already exists."
            case .user: "User with name \(name) already exists."
            case .group: "Group with name \(name) already exists."
            case .policy: "A policy called \(name) already exists. Duplicate names are not allowed."
            case .samlProvider: "SAMLProvider with name \(name) already exists."
            case .oidcProvider: "Provider with url https://\(name) already exists."
            case .mfaDevice: "MFADevice entity at the same path and name already exists."
            case .accountAlias: "The account alias \(name) already exists."
            case .loginProfile: "Login Profile for user \(name) already exists."
            case .instanceProfile: "Instance Profile \(name) already exists."
            case .serverCertificate: "The Server Certificate with name \(name) already exists."
            case .accessKey, .deletionTask, .outboundIssuer, .passwordPolicy, .sshPublicKey, .signingCertificate,
                .serviceCredential, .credentialReport, .accessReport, .tokenPreferences,
                .clientGrant, .attemptCount, .recordSegment:
                "\(name) already exists."
            }
        return QueryFault("EntityAlreadyExists", message, status: 409)
    }

    /// `LimitExceeded` for a quota of the account.
    static func quota(_ kind: EntityKind, _ quota: Int, _ account: AccountID) -> QueryFault {
        let name =
            switch kind {
            case .role: "RolesPerAccount"
            case .user: "UsersPerAccount"
            case .group: "GroupsPerAccount"
            case .policy: "PoliciesPerAccount"
            case .samlProvider: "SAMLProvidersPerAccount"
            case .oidcProvider: "OpenIdConnectProvidersPerAccount"
            case .mfaDevice: "VirtualMFADevicesPerAccount"
            case .accessKey: "AccessKeysPerUser"
            case .accountAlias: "AccountAliasesPerAccount"
            case .deletionTask: "DeletionTasksPerAccount"
            case .instanceProfile: "InstanceProfilesPerAccount"
            case .serverCertificate: "ServerCertificatesPerAccount"
            case .sshPublicKey: "SSHPublicKeysPerUser"
            case .signingCertificate: "CertificatesPerUser"
            case .serviceCredential: "ServiceSpecificCredentialsPerUser"
            case .credentialReport: "CredentialReportsPerAccount"
            case .accessReport: "AccessReportsPerAccount"
            case .loginProfile: "LoginProfilesPerUser"
            case .passwordPolicy: "PasswordPoliciesPerAccount"
            case .outboundIssuer: "OutboundIssuersPerAccount"
            case .tokenPreferences: "TokenPreferencesPerAccount"
            case .clientGrant: "ClientGrants"
            case .attemptCount: "AttemptCounts"
            case .recordSegment: "RecordSegments"
            }
        return limitExceeded("Cannot exceed quota for \(name): \(quota)")
    }

    /// `ReportNotPresent`: no credential report was generated.
    static let noReport = QueryFault(
        "ReportNotPresent", "Credential report not present. Generate one with GenerateCredentialReport.", status: 410)

    /// `FeatureDisabled`: outbound web identity federation is not enabled.
    static let featureDisabled = QueryFault(
        "FeatureDisabled", "Outbound web identity federation is not enabled for this account.", status: 404)

    /// `FeatureEnabled`: it is enabled already.
    static let featureEnabled = QueryFault(
        "FeatureEnabled", "Outbound web identity federation is already enabled for this account.", status: 409)

    /// `LimitExceeded`.
    static func limitExceeded(_ message: String) -> QueryFault { QueryFault("LimitExceeded", message, status: 409) }

    /// `DeleteConflict`.
    static func deleteConflict(_ message: String) -> QueryFault { QueryFault("DeleteConflict", message, status: 409) }

    /// `InvalidInput`.
    static func invalidInput(_ message: String) -> QueryFault { QueryFault("InvalidInput", message) }

    /// `InvalidInput` for an ARN that is not a user's, group's or role's.
    static func invalidEntityARN(_ arn: String) -> QueryFault {
        .invalidInput("Invalid Entity Arn: \(arn) does not clearly define entity type and name.")
    }

    /// `MalformedPolicyDocument`.
    static func malformedPolicy(_ message: String) -> QueryFault { QueryFault("MalformedPolicyDocument", message) }
}
