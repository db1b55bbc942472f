import Mustache

/// Writes pages in one language.
package struct PageWriter: Sendable {
    let settings: PageSettings
    let texts: Texts
    let templates: PageTemplates
    private let places: [String: String]

    /// Reads texts; throws when they are broken.
    ///
    /// - Parameter places: where files are, by what they are for.
    init(_ settings: PageSettings, _ language: Language, places: [String: String]) throws {
        self.settings = settings
        texts = try Texts(language)
        self.places = places
        var constants = ["product": settings.product, "home": settings.publicURL + "/"]
        for (name, text) in texts.all { constants["t.\(name)"] = text }
        for (use, place) in places { constants["assets.\(use)"] = place }
        templates = PageTemplates(constants: constants)
    }

    /// A page of a template, with what all pages have.
    ///
    /// - Parameter canSignOut: whether somebody is signed in who may want to leave.
    func render(_ template: String, title: String, canSignOut: Bool = false, _ values: [String: Any]) -> String {
        var values = values
        values["title"] = title
        // Sections ask for it: a company's own logo and colour may be missing.
        values["assets"] = places
        if canSignOut { values["signOut"] = settings.publicURL + "/console/signout" }
        if settings.helpText != nil || settings.helpURL != nil {
            var help: [String: Any] = [:]
            help["text"] = settings.helpText
            help["url"] = settings.helpURL
            values["help"] = help
        }
        return templates.library.render(values, withTemplate: template) ?? ""
    }
}
