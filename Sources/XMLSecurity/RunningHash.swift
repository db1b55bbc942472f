import CXMLSec

/// A hash of bytes that come one after the other.
struct RunningHash: ~Copyable {
    private let context: OpaquePointer

    /// Nil when OpenSSL can't begin.
    init?(_ algorithm: DigestAlgorithm) {
        guard let context = EVP_MD_CTX_new() else { return nil }
        guard EVP_DigestInit_ex(context, algorithm.message, nil) == 1 else {
            EVP_MD_CTX_free(context)
            return nil
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Takes bytes in, for as long as the hash lives; false when it failed.
    var update: (UnsafeBufferPointer<UInt8>) -> Bool {
        let context = context
        return { EVP_DigestUpdate(context, $0.baseAddress, $0.count) == 1 }
    }

    /// The hash; nil when OpenSSL can't end it.
    consuming func finish() -> [UInt8]? {
        var size: UInt32 = 0
        var isFinished = false
        let value = [UInt8](unsafeUninitializedCapacity: Int(EVP_MAX_MD_SIZE)) { bytes, count in
            isFinished = EVP_DigestFinal_ex(context, bytes.baseAddress, &size) == 1
            count = isFinished ? Int(size) : 0
        }
        return isFinished ? value : nil
    }
}
