import AWSSigV4

/// All requests that differ from one in a single bit.
enum FlippedBits {
    enum Place: Equatable {
        case method, path, query, escape, headerValue, headerWhitespace, payload
        case headerName(changesCaseOnly: Bool)
    }

    struct Flipped: CustomStringConvertible {
        let place: Place
        let position: Int
        let bit: Int
        let request: SignableRequest

        var description: String { "\(place) byte \(position) bit \(bit)" }
    }

    static func of(_ request: SignableRequest) -> [Flipped] {
        var result: [Flipped] = []
        flip(request.method, at: .method, into: &result) { text in
            var copy = request
            copy.method = text
            return copy
        }
        flip(request.path, at: .path, into: &result) { text in
            var copy = request
            copy.path = text
            return copy
        }
        flip(request.query, at: .query, into: &result) { text in
            var copy = request
            copy.query = text
            return copy
        }
        for index in request.headers.indices {
            flip(request.headers[index].name, at: .headerName(changesCaseOnly: false), into: &result) { text in
                var copy = request
                copy.headers[index].name = text
                return copy
            }
            flip(request.headers[index].value, at: .headerValue, into: &result) { text in
                var copy = request
                copy.headers[index].value = text
                return copy
            }
        }
        return result
    }

    /// The same for a payload.
    static func of(payload: [UInt8], in request: SignableRequest) -> [Flipped] {
        payload.indices.flatMap { position in
            (0..<8).map { bit in
                var changed = payload
                changed[position] ^= 1 << UInt8(bit)
                var copy = request
                copy.payload = Payload(changed)
                return Flipped(place: .payload, position: position, bit: bit, request: copy)
            }
        }
    }

    private static func flip(
        _ text: String,
        at place: Place,
        into result: inout [Flipped],
        _ make: (String) -> SignableRequest
    ) {
        let bytes = Array(text.utf8)
        for position in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[position] ^= 1 << UInt8(bit)
                let changedText = String(decoding: changed, as: UTF8.self)
                let flipped = Flipped(
                    place: actualPlace(place, text, changedText, bytes, position, bit), position: position, bit: bit,
                    request: make(changedText))
                result.append(flipped)
            }
        }
    }

    private static func actualPlace(
        _ place: Place,
        _ text: String,
        _ changed: String,
        _ bytes: [UInt8],
        _ position: Int,
        _ bit: Int
    ) -> Place {
        switch place {
        case .headerName: return .headerName(changesCaseOnly: text.lowercased() == changed.lowercased())
        case .query, .path:
            let isAfterPercent = bytes[..<position].suffix(2).contains(UInt8(ascii: "%"))
            let isLetter = (0x41...0x46).contains(bytes[position] & 0xDF)
            return isAfterPercent && isLetter && bit == 5 ? .escape : place
        case .headerValue:
            let before = bytes[position]
            return isWhitespace(before) && isWhitespace(before ^ 1 << UInt8(bit)) ? .headerWhitespace : place
        default: return place
        }
    }

    private static func isWhitespace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
}
