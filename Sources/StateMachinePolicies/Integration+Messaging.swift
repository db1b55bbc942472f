import Encodings

extension Integration {
    /// Topics, queues, buses and APIs.
    static let messaging: [String: Integration] = [
        "sns:publish": Integration(.token) { needs throws(DefinitionFault) in
            let isForOthers = needs.parameters.has(["TargetArn"]) || needs.parameters.has(["PhoneNumber"])
            let topic = try needs.resource("TopicArn", service: "sns", type: "")
            needs.add(.call, "sns:Publish", on: [isForOthers ? .dynamic("*") : topic])
        },
        "sqs:sendMessage": Integration(.token) { needs throws(DefinitionFault) in
            needs.add(.call, "sqs:SendMessage", on: [try needs.queue()])
        },
        "events:putEvents": Integration(.token) { needs throws(DefinitionFault) in
            needs.add(.call, "events:PutEvents", on: try needs.buses())
        },
        "apigateway:invoke": Integration(.token) { needs throws(DefinitionFault) in
            needs.add(.call, "execute-api:Invoke", on: [try needs.api()])
        },
    ]
}

extension TaskRequirements {
    /// The queue of a `QueueUrl`, `https://sqs.<region>.amazonaws.com/<account>/<name>`.
    fileprivate func queue() throws(DefinitionFault) -> ResourceScope {
        guard case .fixed(let url) = try parameters.value(["QueueUrl"]) else { return .dynamic("*") }
        let pieces = url.pieces(separatedBy: UInt8(ascii: "/"))
        let host = (pieces.count > 2 ? pieces[2] : "").pieces(separatedBy: UInt8(ascii: "."))
        guard pieces.count == 5, pieces[0].hasPrefix("http"), pieces[1].isEmpty, host.count > 2,
            pieces[3].utf8.count == 12, pieces[3].utf8.allSatisfy(ASCII.isDigit), !pieces[4].isEmpty
        else { throw fault("QueueUrl \(url.quoted) is not the URL of a queue") }
        // Older hosts are `queue.amazonaws.com` and `<region>.queue.amazonaws.com`.
        let region = host[0] == "sqs" ? host[1] : host[1] == "queue" ? host[0] : nil
        return .named(place.arn("sqs", pieces[4], region: region, account: pieces[3]))
    }

    /// The buses of all entries.
    fileprivate func buses() throws(DefinitionFault) -> [ResourceScope] {
        let anyBus = ResourceScope.dynamic("arn:\(place.partition):events:*:*:event-bus/*")
        guard let entries = parameters.objects(["Entries"]), !entries.isEmpty else { return [anyBus] }
        var buses: [ResourceScope] = []
        for entry in entries {
            guard case .fixed(let name) = try entry.value(["EventBusName"]) else { return [anyBus] }
            buses.append(
                .named(
                    name.hasPrefix("arn:")
                        ? try place.relocated(name, for: self, service: "events")
                        : place.arn("events", "event-bus/\(name)")))
        }
        return buses
    }

    /// The API of an `ApiEndpoint`, `<API>.execute-api.<region>.amazonaws.com`, with stage, method and path as far as they
    /// are written in the definition.
    fileprivate func api() throws(DefinitionFault) -> ResourceScope {
        guard case .fixed(let endpoint) = try parameters.value(["ApiEndpoint"]) else {
            return .dynamic(place.arn("execute-api", "*"))
        }
        let host = endpoint.pieces(separatedBy: UInt8(ascii: "."))
        guard host.count > 3, host[1] == "execute-api", !endpoint.utf8.contains(UInt8(ascii: "/")) else {
            throw fault("ApiEndpoint \(endpoint.quoted) is not the host of an API")
        }
        var parts = [host[0]]
        for name in ["Stage", "Method", "Path"] {
            guard case .fixed(let text) = try parameters.value([name]) else {
                parts.append("*")
                continue
            }
            parts.append(text.hasPrefix("/") ? String(text.dropFirst()) : text)
        }
        return .named(place.arn("execute-api", parts.joined(separator: "/"), region: host[2]))
    }
}
