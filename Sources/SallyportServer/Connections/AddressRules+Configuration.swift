import SallyportConfiguration
import ServerConnections

extension AddressRules {
    /// Those of a configuration.
    init(_ configuration: BrokerConfiguration) {
        self.init(connections: configuration.connectionsPerAddress, trustedProxies: configuration.proxies)
    }
}
