import Encodings
import Markup
import Mustache

/// The templates of the pages: the files of `Templates`, which the build puts into the program.
enum PageTemplates {
    /// All of them by name, so that one can stand inside another.
    ///
    /// - Parameter constants: values that every page has, by the names of their tags.
    static func library(_ constants: [String: String]) throws -> MustacheLibrary {
        let files = [
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
        return MustacheLibrary(
            templates: try files.mapValues { try MarkupTemplate.make(String(textFile: $0), constants: constants) })
    }
}
