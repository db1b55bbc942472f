import CPostgres

/// PostgreSQL's client library, which is loaded when it is first needed.
enum Libpq {
    /// Why it can't be used; nil when it is loaded.
    static func load() -> String? {
        sallyport_load_libpq().map {
            "PostgreSQL's client library can't be used; install libpq5: \(String(cString: $0))"
        }
    }
}
