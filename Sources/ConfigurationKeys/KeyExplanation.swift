/// What `sallyport config explain` says of a key.
package struct KeyExplanation {
    private let place: ConfigurationPlace

    /// Makes one for a place.
    package init(_ place: ConfigurationPlace) { self.place = place }

    /// The lines, for a terminal.
    package var lines: [String] {
        let key = place.key
        var lines = [place.path, "  type:      \(key.kind.type.withoutMarkdown)"]
        if !key.standard.text.isEmpty { lines.append("  default:   \(key.standard.text.withoutMarkdown)") }
        lines.append(
            "  variable:  " + (place.variable ?? "none; the mapping around it is given at once, as YAML"))
        lines.append("  a change:  " + (key.needsRestart ? "takes effect at the next start" : "is taken on SIGHUP"))
        if key.isSecret { lines.append("  secret:    shown to nobody") }
        if !key.meaning.isEmpty { lines += ["", key.meaning.withoutMarkdown] }
        if let section = key.kind.section {
            lines += ["", "Here may stand:"] + section.keys.map { "  \($0.name)" }
        }
        return lines
    }
}

extension String {
    /// The text of Markdown: links without their targets, code without its marks.
    package var withoutMarkdown: String {
        replacing(/\[([^\]]*)\]\([^)]*\)/) { String($0.1) }.replacing("`", with: "")
    }
}
