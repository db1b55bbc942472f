import Encodings
import Glibc
import Testing

@Suite struct IPAddressTests {
    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("0:0:1::", "0:0:1::"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("64:ff9b::192.0.2.7", "64:ff9b::c000:207"),
        ("1111:2222:3333:4444:5555:6666:255.255.255.255", "1111:2222:3333:4444:5555:6666:ffff:ffff"),
        ("::192.0.2.7", "::192.0.2.7"),
        // An IPv4 address inside IPv6 is that address.
        ("::ffff:192.0.2.7", "192.0.2.7"), ("::FFFF:c000:207", "192.0.2.7"), ("0:0:0:0:0:ffff:0:1", "0.0.0.1"),
        ("::fffe:192.0.2.7", "::fffe:c000:207"), ("1::ffff:192.0.2.7", "1::ffff:c000:207"),
    ])
    func hasOneForm(_ text: String, _ form: String) {
        #expect(IPAddress.normalized(text) == form)
    }

    @Test(arguments: [
        "", "nobody", "192.0.2", "192.0.2.7.1", "192.0.2.", ".192.0.2.7", "192.0.2.256", "192.0.2.07", "192.0.2.0x7",
        "192.0.2.7:80", " 192.0.2.7", "192.0.2.7 ", "192.0.2.7\0", "3232235777", "１92.0.2.7", "-1.0.2.7", "+1.0.2.7",
        ":", ":::", "::::", "1:", ":1", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8", "12345::", "g::", "+1::", "fe80::1%eth0", "[::1]", "::1/64", "::1\0", "192.0.2.7::",
        "::192.0.2.7:1", "1:2:3:4:5:6:7:192.0.2.7", "::192.0.2", "0000:2222:3333:4444:5555:6666:255.255.255.2551",
    ])
    func isNothingElse(_ text: String) {
        #expect(IPAddress.normalized(text) == nil)
    }

    /// In policies dotted decimal may stand before the gap, and nowhere else where RFC 4291 has none.
    @Test func policiesTakeIPv4BeforeTheGap() throws {
        let address = try #require(IPAddress("192.0.2.7::1", allowsIPv4BeforeGap: true))
        #expect(address == IPAddress("c000:207::1") && address.family == .v6)
        for text in ["192.0.2.7:1::", "192.0.2.7:1:2:3:4:5:6", "::192.0.2.7:1", "192.0.2.07::", "192.0.2.7:::"] {
            #expect(IPAddress(text, allowsIPv4BeforeGap: true) == nil, "\(text)")
        }
    }

    @Test func familiesAreNeverEqual() {
        #expect(IPAddress("0.0.0.1") != IPAddress("::1"))
        #expect(IPAddress("::ffff:0.0.0.1") != IPAddress("0.0.0.1"))
    }

    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), ("2001:db8::7", "2001:db8::/64"), ("2001:DB8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::1", "::/64"), ("::ffff:192.0.2.7", "::/64"), ("nobody", "nobody"),
    ])
    func ofAnIPv6AddressTheNetworkIsTheSite(_ address: String, _ site: String) {
        #expect(IPAddress.site(of: address) == site)
    }

    /// Whatever is made of four pieces, alone or behind six groups, is an address here exactly when the system takes it.
    @Test func readsWhatTheSystemReads() {
        let pieces = ["", ":", "::", ".", "0", "01", "fA9", "12345", "1.2.3.4", "1.2.3.256"]
        var texts: Set = ["", "1:2:3:4:5:6:"]
        for _ in 0..<4 { texts = Set(texts.flatMap { text in pieces.map { text + $0 } }) }
        for text in texts { #expect(IPAddress(text)?.description == Self.systemText(of: text), "\(text)") }
        #expect(texts.count { IPAddress($0) != nil } > 100)
    }

    private static func systemText(of text: String) -> String? {
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            guard inet_pton(family, text, &bytes) == 1 else { continue }
            var written = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            guard inet_ntop(family, bytes, &written, socklen_t(INET6_ADDRSTRLEN)) != nil else { return nil }
            return String(decoding: written.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        return nil
    }
}
