import SallyportConfiguration
import SallyportPages

extension PageSettings {
    /// What a configuration says of pages.
    init(_ configuration: BrokerConfiguration) {
        self.init(publicURL: configuration.publicURL)
        let branding = configuration.branding
        if let name = branding.name { product = name }
        accent = branding.color.flatMap(AccentColor.init)
        helpText = branding.helpText
        helpURL = branding.helpURL
        logo = branding.logo.map { Logo(bytes: $0.bytes, kind: $0.isVector ? .svg : .png) }
    }
}
