extension String {
    /// The pieces between the places of an ASCII character, empty ones too: one more than it has places.
    package func pieces(separatedBy separator: UInt8) -> [String] {
        var text = self
        return text.withUTF8 { bytes in
            var pieces: [String] = []
            var start = 0
            while let end = UnsafeRawBufferPointer(bytes).position(of: separator, from: start) {
                pieces.append(String(decoding: bytes[start..<end], as: UTF8.self))
                start = end + 1
            }
            pieces.append(String(decoding: bytes[start...], as: UTF8.self))
            return pieces
        }
    }
}
