import ArgumentParser
import S3Mapping

/// Reads `--http` and `--header`.
enum HTTPArgument {
    /// The request of S3 that a line such as `GET /bucket/key?acl` is, with its headers as `name: value`.
    static func request(_ line: String, headers: [String], virtualHosts: [String]) throws -> S3Request {
        let words = line.split(separator: " ", maxSplits: 1)
        guard words.count == 2, let method = words.first, let target = words.last, target.hasPrefix("/") else {
            throw ValidationError("--http takes a method and a path, such as 'GET /bucket/key', not \"\(line)\".")
        }
        let mark = target.firstIndex(of: "?")
        return S3Request(
            method: String(method), path: String(target[..<(mark ?? target.endIndex)]),
            query: mark.map { String(target[target.index(after: $0)...]) }, headers: try headers.map(header),
            virtualHosts: virtualHosts)
    }

    private static func header(_ text: String) throws -> (name: String, value: String) {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else {
            throw ValidationError("--header takes 'name: value', not \"\(text)\".")
        }
        return (name: String(text[..<colon]), value: String(text[text.index(after: colon)...]))
    }
}
