import Mustache

/// Writes pages in one language.
package struct PageWriter: Sendable {
    let settings: PageSettings
    let library: MustacheLibrary
    let texts: Texts
    let places: [String: String]

    init(settings: PageSettings, library: MustacheLibrary, texts: Texts, places: [String: String]) {
        self.settings = settings
        self.library = library
        self.texts = texts
        self.places = places
    }

    /// A page of a template, with what all pages have.
    ///
    /// - Parameter canSignOut: whether somebody is signed in who may want to leave.
    func render(_ template: String, title: String, canSignOut: Bool = false, _ values: [String: Any]) -> String {
        var values = values
        values["title"] = title
        values["t"] = texts.all
        values["product"] = settings.product
        values["home"] = settings.publicURL + "/"
        values["assets"] = places
        if canSignOut { values["signOut"] = settings.publicURL + "/console/signout" }
        if settings.helpText != nil || settings.helpURL != nil {
            var help: [String: Any] = [:]
            help["text"] = settings.helpText
            help["url"] = settings.helpURL
            values["help"] = help
        }
        return library.render(values, withTemplate: template) ?? ""
    }
}
