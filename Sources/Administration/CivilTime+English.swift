import Encodings

extension CivilTime {
    /// Reads what `englishText` writes, such as `Mar 23, 2016 1:39:57 AM`; nil for anything else.
    ///
    /// Foundation's formatter takes as long for it as all else that is done with a record.
    init?(englishText text: String) {
        let separators = " ,:".utf8
        let words = text.utf8.split { separators.contains($0) }.map { Substring($0) }
        guard words.count == 7, let month = Self.months.firstIndex(where: { $0 == words[0] }), let day = Int(words[1]),
            let year = Int(words[2]), let hour = Int(words[3]), let minute = Int(words[4]), let second = Int(words[5]),
            (1...12).contains(hour), ["AM", "PM"].contains(words[6])
        else { return nil }
        self.init(
            year: year, month: month + 1, day: day, hour: hour % 12 + (words[6] == "PM" ? 12 : 0), minute: minute,
            second: second)
    }
}
