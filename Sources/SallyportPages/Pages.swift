import Encodings
import Mustache

/// The pages of the server: plain HTML that works without script.
///
/// Templates escape what they are given.
package struct Pages: Sendable {
    /// The files that pages load.
    package let assets: [Asset]
    private let settings: PageSettings
    private let library: MustacheLibrary
    private let english: Texts
    private let german: Texts
    /// Where the files are, by what they are for.
    private let places: [String: String]

    /// Below `publicURL`, where the files are.
    package static let assetsPath = "static/assets"

    /// Reads templates and texts; throws when one of them is broken.
    package init(_ settings: PageSettings) throws {
        self.settings = settings
        library = try PageTemplates.library()
        english = try Texts(.english)
        german = try Texts(.german)
        var files: [(use: String, asset: Asset)] = [
            ("style", Asset("sallyport", .style, PackageResources.sallyport_css)),
            ("script", Asset("sallyport", .script, PackageResources.sallyport_js)),
            ("icon", Asset("icon", .svg, PackageResources.icon_svg)),
        ]
        if let accent = settings.accent { files.append(("brand", Asset("brand", .style, Array(accent.style.utf8)))) }
        if let logo = settings.logo { files.append(("logo", Asset("logo", logo.kind, logo.bytes))) }
        assets = files.map(\.asset)
        places = Dictionary(
            uniqueKeysWithValues: files.map { ($0.use, "\(settings.publicURL)/\(Self.assetsPath)/\($0.asset.name)") })
    }

    /// The pages in a language.
    package func `in`(_ language: Language) -> PageWriter {
        PageWriter(
            settings: settings, library: library, texts: language == .german ? german : english, places: places)
    }
}
