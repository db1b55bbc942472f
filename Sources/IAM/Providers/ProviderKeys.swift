import AWSQuery
import Accounts
import Encodings
import Keys
import SAML2

/// The private keys of a SAML provider, and whether assertions have to be encrypted for them.
enum ProviderKeys {
    /// Carries out `RemovePrivateKey`, `AddPrivateKey` and `AssertionEncryptionMode`, so that one call can put a key in
    /// the place of another.
    static func change(_ record: inout SAMLProviderRecord, _ context: OperationContext) throws(QueryFault) {
        let parameters = context.parameters
        if let id = parameters.text(.removePrivateKey) {
            guard let index = record.privateKeys.firstIndex(where: { $0.id == id }) else {
                throw .noSuchEntity("The private key with id \(id) cannot be found.")
            }
            record.privateKeys.remove(at: index)
        }
        if let pem = parameters.text(.addPrivateKey) { record.privateKeys.append(try key(pem, record, context)) }
        if let mode = parameters.text(.assertionEncryptionMode) { record.requiresEncryption = mode == "Required" }
        guard record.requiresEncryption != true || !record.privateKeys.isEmpty else {
            throw .invalidInput("AssertionEncryptionMode Required needs a private key.")
        }
    }

    private static func key(
        _ text: String, _ record: SAMLProviderRecord, _ context: OperationContext
    ) throws(QueryFault) -> SAMLProviderRecord.PrivateKey {
        let maximum = Quotas.privateKeysPerProvider
        guard record.privateKeys.count < maximum else {
            throw .limitExceeded("Cannot exceed quota for PrivateKeysPerSAMLProvider: \(maximum)")
        }
        let pem = Array(text.utf8)
        do throws(KeyError) {
            _ = try DecryptionKey(pem: pem)
        } catch {
            throw .invalidInput("Could not parse private key: \(error.reason)")
        }
        let id = UniqueID.privateKey(context.random)
        do {
            let sealed = try context.keyRing.sealForStorage(
                pem, context: SAMLProviderRecord.sealContext(id), random: context.random)
            return SAMLProviderRecord.PrivateKey(id: id, timestamp: context.instant, sealed: sealed)
        } catch {
            throw .serviceFailure(error.description)
        }
    }
}
