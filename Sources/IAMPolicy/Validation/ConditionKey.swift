/// What is known about a condition key.
struct ConditionKey: Hashable, Sendable {
    enum ValueType: Hashable, Sendable {
        case string, number, date, epoch, bool, address, arn

        var plural: String {
            switch self {
            case .string: "strings"
            case .number: "numbers"
            case .date, .epoch: "dates"
            case .bool: "true or false"
            case .address: "IP addresses"
            case .arn: "ARNs"
            }
        }

        /// Whether an operator for values of another type makes sense all the same.
        func fits(_ operatorType: ConditionOperator.Comparison.ValueType) -> Bool {
            switch (self, operatorType) {
            case (_, .presence), (.string, .string), (.string, .binary), (.number, .number), (.date, .date),
                (.epoch, .date), (.epoch, .number), (.bool, .bool), (.address, .address), (.arn, .arn), (.arn, .string):
                true
            default: false
            }
        }
    }

    let type: ValueType
    let isList: Bool

    /// Looks up a key in lower case; `nil` when nothing is known about it.
    init?(_ key: String) {
        if key.utf8.count <= Self.longestKnown, let known = Self.known[key] {
            self = known
        } else if let prefix = Self.tagPrefixes.first(where: key.hasPrefix), key.utf8.count > prefix.utf8.count {
            self.init(.string)
        } else {
            return nil
        }
    }

    private init(_ type: ValueType, isList: Bool = false) {
        self.type = type
        self.isList = isList
    }

    /// Whether a key belongs to a vendor all of whose keys are known, and is none of them.
    static func isUnknown(_ key: String) -> Bool {
        (key.hasPrefix("saml:") || key.hasPrefix("aws:")) && ConditionKey(key) == nil
    }

    private static let tagPrefixes = ["aws:principaltag/", "aws:resourcetag/", "aws:requesttag/"]

    private static let longestKnown = known.keys.map(\.utf8.count).max() ?? 0

    private static let known: [String: ConditionKey] = {
        var known: [String: ConditionKey] = [:]
        for key in samlStrings + globalStrings { known[key] = ConditionKey(.string) }
        for key in samlLists + globalLists { known[key] = ConditionKey(.string, isList: true) }
        for key in globalARNs { known[key] = ConditionKey(.arn) }
        for key in globalBools { known[key] = ConditionKey(.bool) }
        for key in ["aws:currenttime", "aws:tokenissuetime"] { known[key] = ConditionKey(.date) }
        known["aws:epochtime"] = ConditionKey(.epoch)
        known["aws:multifactorauthage"] = ConditionKey(.number)
        for key in ["aws:sourceip", "aws:vpcsourceip"] { known[key] = ConditionKey(.address) }
        return known
    }()

    private static let samlStrings = [
        "saml:aud", "saml:iss", "saml:sub", "saml:sub_type", "saml:doc", "saml:namequalifier", "saml:commonname",
        "saml:edupersonorgdn", "saml:edupersonprimaryaffiliation", "saml:edupersonprimaryorgunitdn",
        "saml:edupersonprincipalname", "saml:givenname", "saml:mail", "saml:name", "saml:organizationstatus",
        "saml:surname", "saml:uid", "saml:x500uniqueidentifier", "saml:primarygroupsid",
    ]

    private static let samlLists = [
        "saml:cn", "saml:edupersonaffiliation", "saml:edupersonassurance", "saml:edupersonentitlement",
        "saml:edupersonnickname", "saml:edupersonorgunitdn", "saml:edupersonscopedaffiliation",
        "saml:edupersontargetedid", "saml:eduorghomepageuri", "saml:eduorgidentityauthnpolicyuri",
        "saml:eduorglegalname", "saml:eduorgsuperioruri", "saml:eduorgwhitepagesuri",
    ]

    private static let globalStrings = [
        "aws:calledviafirst", "aws:calledvialast", "aws:ec2instancesourcevpc", "aws:federatedprovider",
        "aws:principalaccount", "aws:principalorgid", "aws:principalservicename", "aws:principaltype", "aws:referer",
        "aws:requestedregion", "aws:resourceaccount", "aws:resourceorgid", "aws:sourceaccount", "aws:sourceidentity",
        "aws:sourceorgid", "aws:sourcevpc", "aws:sourcevpce", "aws:sourcevpcearn", "aws:useragent", "aws:userid",
        "aws:username", "aws:ec2instancesourceprivateipv4", "aws:vpceaccount", "aws:vpceorgid",
    ]

    private static let globalLists = [
        "aws:calledvia", "aws:principalorgpaths", "aws:principalservicenameslist", "aws:resourceorgpaths",
        "aws:sourceorgpaths", "aws:tagkeys", "aws:vpceorgpaths",
    ]

    private static let globalARNs = ["aws:principalarn", "aws:sourcearn"]

    private static let globalBools = [
        "aws:multifactorauthpresent", "aws:principalisawsservice", "aws:securetransport", "aws:viaawsservice",
    ]
}
