import Encodings
import Markup
import Mustache
import Synchronization

/// The templates of the pages in one language: the files of `Templates`, which the build puts into the program.
///
/// They are read when the first page is written, since that takes as long as a good part of the start.
final class PageTemplates: Sendable {
    private let constants: [String: String]
    private let read = AtomicLazyReference<Library>()

    private final class Library: Sendable {
        let library: MustacheLibrary

        init(_ library: MustacheLibrary) { self.library = library }
    }

    /// - Parameter constants: values that every page has, by the names of their tags.
    init(constants: [String: String]) { self.constants = constants }

    /// All of them by name, so that one can stand inside another.
    var library: MustacheLibrary {
        // One that is broken is left out. They are part of the program, whose tests read each of them.
        let made =
            read.load()
            ?? read.storeIfNil(Library(MustacheLibrary(templates: templates.compactMapValues { try? $0.get() })))
        return made.library
    }

    /// What reading each of them gives.
    var templates: [String: Result<MustacheTemplate, any Error>] {
        Self.files.mapValues { file in
            Result { try MarkupTemplate.make(String(textFile: file), constants: constants) }
        }
    }

    private static var files: [String: [UInt8]] {
        [
            "layout": PackageResources.layout_mustache,
            "start": PackageResources.start_mustache,
            "choice": PackageResources.choice_mustache,
            "console": PackageResources.console_mustache,
            "credentials": PackageResources.credentials_mustache,
            "confirmation": PackageResources.confirmation_mustache,
            "refused": PackageResources.refused_mustache,
            "login": PackageResources.login_mustache,
            "post": PackageResources.post_mustache,
            "user": PackageResources.user_mustache,
            "mfa": PackageResources.mfa_mustache,
            "password": PackageResources.password_mustache,
            "admin": PackageResources.admin_mustache,
            "trust": PackageResources.trust_mustache,
            "report": PackageResources.report_mustache,
            "switchrole": PackageResources.switchrole_mustache,
            "program": PackageResources.program_mustache,
            "code": PackageResources.code_mustache,
        ]
    }
}
