/// What a broker is built of, in one import: accounts and their stores, keys, sessions, the security token service, the audit.
@_exported public import Accounts
@_exported public import Audit
@_exported public import Claims
@_exported public import Encodings
@_exported public import Keys
@_exported public import STS
@_exported public import Sessions
