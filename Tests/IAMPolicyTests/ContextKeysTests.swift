import IAMPolicy
import Testing

@Suite("Context keys that are put together")
struct ContextKeysMergeTests {
    @Test func theOthersValuesWin() {
        var keys: ContextKeys = ["a:One": ["1"], "a:Two": ["2"]]
        keys.merge(["A:TWO": ["3"], "a:Three": ["4"]])
        #expect(keys["a:one"] == ["1"] && keys["a:two"] == ["3"] && keys["a:three"] == ["4"])
        #expect(keys.names == ["A:TWO", "a:One", "a:Three"])
    }

    /// However many there are, it is as if they had come one by one.
    @Test func theOrderDoesNotMatter() {
        let names = (0..<60).map { "aws:PrincipalTag/\($0)" }
        for count in [0, 1, 7, 30, 60] {
            var (merged, other, single) = (ContextKeys(), ContextKeys(), ContextKeys())
            for (index, name) in names.enumerated() {
                if index < count { merged[name] = ["left"] } else { other[name] = ["right"] }
                if index.isMultiple(of: 3) { other[name.uppercased()] = ["both"] }
                single[name] = [index.isMultiple(of: 3) ? "both" : index < count ? "left" : "right"]
            }
            merged.merge(other)
            for name in names { #expect(merged[name] == single[name], "\(name)") }
            #expect(merged.names.count == names.count)
        }
    }
}
