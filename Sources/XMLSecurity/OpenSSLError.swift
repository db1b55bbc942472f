import CXMLSec

/// The text of OpenSSL's oldest queued error on this thread; the queue is empty afterwards.
func takeOpenSSLError() -> String {
    let code = ERR_get_error()
    ERR_clear_error()
    guard code != 0, let reason = ERR_reason_error_string(code) else { return "no reason given" }
    return String(cString: reason)
}
