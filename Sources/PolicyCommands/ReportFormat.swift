import ArgumentParser

/// How a report is written: for people, for programs, or in a form that CI systems show.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
    /// XML as JUnit's runner for Ant writes it.
    case junit
    /// Test Anything Protocol, version 14.
    case tap
    /// Static Analysis Results Interchange Format 2.1.0 (OASIS).
    case sarif
    /// Commands by which a workflow of GitHub Actions marks lines.
    case github
}
