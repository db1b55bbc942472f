extension String {
    /// The text of a file without the newline that ends its last line.
    package init(textFile bytes: [UInt8]) {
        self.init(decoding: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...], as: UTF8.self)
    }
}
