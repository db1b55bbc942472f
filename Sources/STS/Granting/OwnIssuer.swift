import Encodings
import Keys
import Sessions

/// The broker's own credentials: the session sealed in its token.
struct OwnIssuer: CredentialIssuer {
    let minter: CredentialMinter
    let random: any RandomSource

    func prepare(
        _ session: Session, call: CallContext, at now: Timestamp
    ) throws(STSError) -> any PreparedCredentials {
        Own(prepared: try CredentialMinter.prepare(session), issuer: self)
    }

    private struct Own: PreparedCredentials {
        let prepared: CredentialMinter.Prepared
        let issuer: OwnIssuer

        var session: Session { prepared.session }

        func issue() throws(STSError) -> IssuedCredentials {
            IssuedCredentials(
                try issuer.minter.mint(prepared, salt: issuer.random.bytes(TokenSealer.saltCount)),
                packedPolicySize: prepared.packedPolicySize)
        }
    }
}
