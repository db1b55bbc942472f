import Synchronization

/// The site of the moment.
///
/// A request is answered by the site that was current when it came in.
final class CurrentSite: Sendable {
    private let site: Mutex<Site>

    init(_ site: Site) { self.site = Mutex(site) }

    /// The site for a new request.
    var value: Site { site.withLock { $0 } }

    /// Answers new requests with another site.
    func replace(with next: Site) { site.withLock { $0 = next } }
}
