/// Tells where invalid UTF-8 begins.
enum UTF8Scanner {
    static func lengthOfValidPrefix(_ bytes: [UInt8]) -> Int {
        var low = 0
        var iterator = bytes.makeIterator()
        var decoder = UTF8()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): low += UTF8.width(scalar)
            case .emptyInput, .error: return low
            }
        }
    }
}
