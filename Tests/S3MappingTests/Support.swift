import IAMPolicy
import S3Mapping

/// A request as `GET /bucket/key?versionId=3`, with headers as `name: value`.
func request(_ line: String, _ headers: [String] = [], virtualHosts: [String] = []) -> S3Request {
    let words = line.split(separator: " ", maxSplits: 1).map(String.init)
    let target = words[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    return S3Request(
        method: words[0], path: target[0], query: target.count > 1 ? target[1] : nil,
        headers: headers.map { header in
            let parts = header.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return (name: parts[0], value: parts[1])
        }, virtualHosts: virtualHosts)
}

/// What a request needs.
func access(_ line: String, _ headers: String..., virtualHosts: [String] = []) throws -> S3Access {
    try S3Mapping.access(for: request(line, headers, virtualHosts: virtualHosts), partition: "aws")
}

/// Why a request is refused; nil when it is not.
func refusal(_ line: String, _ headers: String..., virtualHosts: [String] = []) -> S3MappingError? {
    refusal(request(line, headers, virtualHosts: virtualHosts))
}

func refusal(_ request: S3Request) -> S3MappingError? {
    do throws(S3MappingError) {
        _ = try S3Mapping.access(for: request, partition: "aws")
        return nil
    } catch {
        return error
    }
}

extension S3Access {
    /// The questions as `action resource`, the beginning that all ARNs have left out.
    var asked: [String] {
        questions.map { "\($0.action) \($0.resource.replacing("arn:aws:s3:::", with: ""))" }
    }

    /// The keys of the last question, which is about what the path names.
    var keys: ContextKeys { questions.last?.keys ?? [:] }
}

extension S3Operation {
    /// A request that the row takes.
    var example: Example { Example(self) }

    /// The parts of a request, to be changed and written.
    struct Example {
        var method: Method
        var target: Target
        var parameters: [String]
        var headers: [String]

        init(_ operation: S3Operation) {
            method = operation.method
            target = operation.target
            parameters = operation.query.map { $0.text(any: "7") }
            headers = operation.header.map { ["\($0): /source/key"] } ?? []
        }

        var request: S3Request {
            let path = ["service": "/", "bucket": "/bucket", "object": "/bucket/some/key"][target.rawValue] ?? ""
            let query = parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&")
            return S3MappingTests.request("\(method.rawValue) \(path)\(query)", headers)
        }

        /// The operation that it is mapped to, or refused as by name; nil when it is refused otherwise.
        var outcome: String? {
            do throws(S3MappingError) {
                return try S3Mapping.access(for: request, partition: "aws").operation
            } catch {
                let words = error.message.split(separator: " ").map(String.init)
                return words.count > 2 && words[1] == "is" && words[2] == "refused:" ? words[0] : nil
            }
        }
    }
}
