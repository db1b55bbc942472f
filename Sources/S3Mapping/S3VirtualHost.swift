import Encodings

/// Buckets in the name of a host.
enum S3VirtualHost {
    /// The bucket that a host below one of the domains names; nil when the request is in path style.
    ///
    /// A store that reads the same host in another way would serve another bucket than the one that was decided on.
    static func bucket(of host: String?, below domains: [String]) throws(S3MappingError) -> String? {
        guard !domains.isEmpty else { return nil }
        guard let host else {
            throw S3MappingError(.invalidRequest, "a header Host was expected, since buckets may be in it")
        }
        let name = withoutPort(Array(host.asciiLowercased.utf8)[...])
        guard name.last != UInt8(ascii: ".") else {
            throw S3MappingError(.invalidRequest, "a Host without a dot at its end was expected, not \(host.quoted)")
        }
        let endings = domains.map { Array($0.asciiLowercased.utf8) }
        if endings.contains(where: { name.elementsEqual($0) }) { return nil }
        let below = endings.filter { name.reversed().starts(with: ([UInt8(ascii: ".")] + $0).reversed()) }
        guard let longest = below.max(by: { $0.count < $1.count }) else { return nil }
        // The case of the host as it came: a bucket has none but small letters.
        return try S3BucketName.checked(Array(host.utf8).prefix(name.count - longest.count - 1))
    }

    private static func withoutPort(_ host: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let colon = host.lastIndex(of: UInt8(ascii: ":")),
            host[colon...].dropFirst().allSatisfy(ASCII.isDigit)
        else { return host }
        return host[..<colon]
    }
}
