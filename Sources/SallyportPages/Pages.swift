import Encodings

/// The pages of the server: plain HTML that works without script.
///
/// Templates escape what they are given.
package struct Pages: Sendable {
    /// The files that pages load.
    package let assets: [Asset]
    private let english: PageWriter
    private let german: PageWriter

    /// Below `publicURL`, where the files are.
    package static let assetsPath = "static/assets"

    /// Reads texts; throws when they are broken.
    package init(_ settings: PageSettings) throws {
        var files: [(use: String, asset: Asset)] = [
            ("style", Asset("sallyport", .style, PackageResources.sallyport_css)),
            ("script", Asset("sallyport", .script, PackageResources.sallyport_js)),
            ("icon", Asset("icon", .svg, PackageResources.icon_svg)),
        ]
        if let accent = settings.accent { files.append(("brand", Asset("brand", .style, Array(accent.style.utf8)))) }
        if let logo = settings.logo { files.append(("logo", Asset("logo", logo.kind, logo.bytes))) }
        assets = files.map(\.asset)
        let places = Dictionary(
            uniqueKeysWithValues: files.map { ($0.use, "\(settings.publicURL)/\(Self.assetsPath)/\($0.asset.name)") })
        english = try PageWriter(settings, .english, places: places)
        german = try PageWriter(settings, .german, places: places)
    }

    /// The pages in a language.
    package func `in`(_ language: Language) -> PageWriter {
        language == .german ? german : english
    }
}
