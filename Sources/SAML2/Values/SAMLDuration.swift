/// Durations as metadata writes them: xs:duration (XML Schema Part 2, 3.2.6).
enum SAMLDuration {
    /// Seconds of `P1DT2H3M4S`; a year counts as 365 days and a month as 30.
    ///
    /// - Returns: nil when the text is not a positive duration.
    static func parse(_ text: String) -> Double? {
        guard text.first == "P", text.count > 1, text.count < 64 else { return nil }
        var total = 0.0
        var number = ""
        var isTime = false
        for character in text.dropFirst() {
            switch character {
            case "0"..."9", ".": number.append(character)
            case "T" where !isTime && number.isEmpty: isTime = true
            default:
                guard let value = Double(number), let unit = seconds(in: character, isTime: isTime) else { return nil }
                total += value * unit
                number = ""
            }
        }
        return number.isEmpty ? total : nil
    }

    private static func seconds(in designator: Character, isTime: Bool) -> Double? {
        switch (designator, isTime) {
        case ("Y", false): 31_536_000
        case ("M", false): 2_592_000
        case ("D", false): 86_400
        case ("H", true): 3600
        case ("M", true): 60
        case ("S", true): 1
        default: nil
        }
    }
}
