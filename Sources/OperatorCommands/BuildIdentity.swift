import CBuildIdentity

/// What `--version` says beside the version: which commit was built, and how.
package enum BuildIdentity {
    /// `0.1.0 (commit 1c25b6b0, release build, x86_64)`; without a commit when the build did not name one.
    package static func text(version: String) -> String {
        let commit = String(cString: sallyport_commit())
        let parts = (commit.isEmpty ? [] : ["commit \(commit)"]) + ["\(configuration) build", architecture]
        return "\(version) (\(parts.joined(separator: ", ")))"
    }

    private static var configuration: String {
        #if DEBUG
            "debug"
        #else
            "release"
        #endif
    }

    private static var architecture: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "arm64"
        #else
            "other architecture"
        #endif
    }
}
