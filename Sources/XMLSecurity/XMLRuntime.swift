import CXMLSec

/// Initialises libxml2, xmlsec and its OpenSSL layer exactly once, and closes every way out of the document.
enum XMLRuntime {
    /// Touch this before any call into the libraries.
    static let ready: Void = {
        xmlInitParser()
        precondition(xmlSecInit() >= 0, "xmlsec1 could not be initialised")
        precondition(xmlSecOpenSSLInit() >= 0, "the OpenSSL layer of xmlsec1 could not be initialised")
        // The default prints to stderr; verdicts travel in return values.
        xmlSecErrorsSetCallback { _, _, _, _, _, _, _ in }
        // No file and no http reference can be loaded, neither by a transform nor by the parser.
        xmlSecIOCleanupCallbacks()
        xmlSetExternalEntityLoader { _, _, _ in nil }
    }()

    /// Keeps libxml2 from printing on stderr what a document makes it say; its handlers belong to a thread, so each parse sets them.
    static func silenceThread() { xmlSetStructuredErrorFunc(nil) { _, _ in } }
}
