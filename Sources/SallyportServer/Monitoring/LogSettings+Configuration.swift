package import OperatorLog
package import SallyportConfiguration

extension LogSettings {
    /// Takes over what a configuration says.
    package func adopt(_ log: BrokerConfiguration.Log) {
        level = log.level
        isJSON = log.isJSON
    }
}
