import Accounts
import Foundation
import Logging
import SAML2

/// Fetches the metadata that comes from URLs and decides, for each URL, which document counts.
///
/// A fetched document counts when every provider that names its URL accepts it. Otherwise the last good one does: what is
/// in force in a server that runs, the copy on disk at a start. One identity provider that hangs or serves an error page
/// takes nobody else's sign-in away.
struct MetadataIntake {
    /// What metadata is read for.
    enum Occasion {
        /// The process begins; whatever was known is on disk.
        case start
        /// Somebody asked a server that runs to read its configuration; a document that ends earlier is taken as well.
        case reload(BrokerConfiguration)
        /// A server that runs asks by itself.
        case refresh(BrokerConfiguration)
    }

    let fetcher: MetadataFetcher
    /// Nil when nothing is kept on disk.
    let copies: MetadataCopies?
    let occasion: Occasion
    let instant: Date
    let logger: Logger

    /// Adds the providers of a draft to a configuration.
    ///
    /// Throws `BrokerConfigurationError` for the first URL, in the order of the file, of which no document can be had.
    func complete(
        _ configuration: inout BrokerConfiguration, _ draft: AccountsDraft
    ) async throws(BrokerConfigurationError) {
        var providers = draft.configuredProviders
        let urls = draft.urls
        let answers = await fetcher.fetch(Set(urls))
        guard !Task.isCancelled else { throw draft.node.error("given up before all metadata was there") }
        var refusals: [MetadataRefusal] = []
        for url in urls {
            let drafts = draft.providers.filter { $0.url == url }
            let judged: [JudgedMetadata]
            do throws(MetadataRefusal) {
                judged = try accept(answers[url], of: url, for: drafts)
                configuration.fetchedMetadataURLs.insert(url)
            } catch {
                judged = try earlierDocument(of: url, for: drafts, insteadOf: error)
                refusals.append(error)
            }
            for (draft, judged) in zip(drafts, judged) { providers.append(try draft.provider(judged)) }
        }
        if case .refresh = occasion, let refusal = refusals.first, refusals.count == urls.count {
            throw refusal.error
        }
        configuration.directory = try draft.directory(providers)
        for entry in draft.providers {
            configuration.metadataURLs[entry.arn] = entry.url
        }
    }

    // MARK: The fetched document

    private func accept(
        _ answer: Result<[UInt8], MetadataFetchError>?, of url: String, for drafts: [ProviderDraft]
    ) throws(MetadataRefusal) -> [JudgedMetadata] {
        guard let first = drafts.first, let answer else { return [] }
        let bytes: [UInt8]
        switch answer {
        case .success(let body): bytes = body
        case .failure(let error): throw MetadataRefusal(place: first.place, reason: error.reason)
        }
        let judged = try judge(bytes, "\(MetadataFetcher.redacted(url))", for: drafts)
        try checkNotOlder(judged, of: url, for: drafts)
        return judged
    }

    private func judge(
        _ bytes: [UInt8], _ name: String, for drafts: [ProviderDraft]
    ) throws(MetadataRefusal) -> [JudgedMetadata] {
        var judged: [JudgedMetadata] = []
        for draft in drafts {
            do throws(MetadataError) {
                judged.append(try draft.judge(bytes, at: instant))
            } catch {
                throw MetadataRefusal(
                    place: draft.place, reason: "\(name): \(error)", isForged: error.code == .signature)
            }
        }
        return judged
    }

    /// Whoever can answer for a URL could put an old document back, with keys that were taken out of use.
    private func checkNotOlder(
        _ judged: [JudgedMetadata], of url: String, for drafts: [ProviderDraft]
    ) throws(MetadataRefusal) {
        if case .reload = occasion { return }
        guard let first = drafts.first, let end = judged.first?.metadata.validUntil,
            let known = try? earlier(url, for: drafts), let knownEnd = known.judged.first?.metadata.validUntil,
            end < knownEnd
        else { return }
        throw MetadataRefusal(
            place: first.place,
            reason: "\(MetadataFetcher.redacted(url)) gives metadata that ends \(SAMLInstant.format(end)), before "
                + "\(known.name) (\(SAMLInstant.format(knownEnd))); to take it all the same, send SIGHUP")
    }

    // MARK: The one before

    /// The last good document, and what to call it.
    private struct Earlier {
        let judged: [JudgedMetadata]
        let name: String
    }

    private func earlierDocument(
        of url: String, for drafts: [ProviderDraft], insteadOf refusal: MetadataRefusal
    ) throws(BrokerConfigurationError) -> [JudgedMetadata] {
        let known: Earlier?
        do throws(MetadataRefusal) {
            known = try earlier(url, for: drafts)
        } catch {
            throw refusal.error(adding: error.error.reason)
        }
        guard let known else {
            guard let copies else { throw refusal.error }
            throw refusal.error(adding: "there is no earlier copy of it in \(copies.folder)")
        }
        logger.log(
            level: refusal.isForged ? .error : .warning, "metadata not taken; an earlier document counts",
            metadata: [
                "key": "\(refusal.error.key)", "reason": "\(refusal.error.reason)", "instead": "\(known.name)",
            ])
        return known.judged
    }

    private func earlier(_ url: String, for drafts: [ProviderDraft]) throws(MetadataRefusal) -> Earlier? {
        switch occasion {
        case .start: return try copy(of: url, for: drafts)
        case .reload(let running):
            guard let provider = running.provider(of: url) else { return try copy(of: url, for: drafts) }
            // Never the copy: it may be older, when it could not be written.
            let name = "what is in force"
            return Earlier(judged: try judge(Array(provider.metadataText.utf8), name, for: drafts), name: name)
        case .refresh(let running):
            // As it is, also when it has ended: sign-ins through it are refused by then, and those of others go on.
            let judged = drafts.compactMap { running.directory.provider(arn: "\($0.arn)") }
                .map { JudgedMetadata(metadata: $0.metadata, text: $0.metadataText) }
            return judged.count == drafts.count ? Earlier(judged: judged, name: "what is in force") : nil
        }
    }

    private func copy(of url: String, for drafts: [ProviderDraft]) throws(MetadataRefusal) -> Earlier? {
        guard let copies, let first = drafts.first else { return nil }
        let copy: MetadataCopies.Copy?
        do throws(MetadataCopies.Failure) {
            copy = try copies.read(url)
        } catch {
            throw MetadataRefusal(place: first.place, reason: "its copy can't be used: \(error.reason)")
        }
        guard let copy else { return nil }
        let name = "the copy \(copy.path), fetched \(SAMLInstant.format(copy.fetchedAt))\(age(of: copy))"
        return Earlier(judged: try judge(copy.bytes, name, for: drafts), name: name)
    }

    private func age(of copy: MetadataCopies.Copy) -> String {
        let minutes = Int(max(0, min(instant.timeIntervalSince(copy.fetchedAt), 1e10)) / 60)
        return switch minutes {
        case ..<120: ", \(minutes) minutes ago"
        case ..<2_880: ", \(minutes / 60) hours ago"
        default: ", \(minutes / 1_440) days ago"
        }
    }
}

/// Why a document is not taken.
private struct MetadataRefusal: Error {
    /// The reason, and the place in the configuration that asks for the document.
    let error: BrokerConfigurationError
    /// Whether it lacks the signature that it must have.
    let isForged: Bool

    init(place: ConfigurationNode, reason: String, isForged: Bool = false) {
        error = place.error(reason)
        self.isForged = isForged
    }

    /// The error with what else went wrong.
    func error(adding more: String) -> BrokerConfigurationError {
        BrokerConfigurationError(
            source: error.source, line: error.line, key: error.key, reason: "\(error.reason); and \(more)")
    }
}

extension BrokerConfiguration {
    /// A provider whose metadata came from this URL.
    fileprivate func provider(of url: String) -> SAMLProvider? {
        metadataURLs.first { $0.value == url }.flatMap { directory.provider(arn: "\($0.key)") }
    }
}
