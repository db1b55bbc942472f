import Federation
import SallyportServer

/// Opens the store that the configuration names.
enum StoreOpener {
    static func open(_ store: ServerConfiguration.Store) throws -> any FederationStore {
        switch store {
        case .memory: InMemoryFederationStore()
        case .directory: InMemoryFederationStore()
        }
    }
}
