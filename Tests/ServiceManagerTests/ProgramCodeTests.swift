import Foundation
import Testing

@testable import ServiceManager

@Suite("Code that only the start needed")
struct ProgramCodeTests {
    @Test("is given back, and runs again when it is needed")
    func giveBack() throws {
        #expect(ProgramCode.giveBack() > 10_000_000)
        #expect(try JSONDecoder().decode([Int].self, from: Data("[1, 2]".utf8)) == [1, 2])
    }

    @Test("is found in the list of what is mapped")
    func line() {
        let line: Substring = "7fc00c2b5000-7fc00c2b7000 r-xp 00001000 fe:01 1234    /usr/lib/libc.so.6"
        let range = ProgramCode.range(ofCodeIn: line)
        #expect(range == 0x7fc0_0c2b_5000..<0x7fc0_0c2b_7000)
    }

    @Test(
        "nothing else is touched",
        arguments: [
            "7fc00c2b5000-7fc00c2b7000 r--p 00001000 fe:01 1234    /usr/lib/libc.so.6",
            "7fc00c2b5000-7fc00c2b7000 rw-p 00001000 fe:01 1234    /usr/lib/libc.so.6",
            "7fc00c2b5000-7fc00c2b7000 rwxp 00001000 fe:01 1234    /usr/lib/libc.so.6",
            "7fc00c2b5000-7fc00c2b7000 r-xp 00000000 00:00 0       [vdso]",
            "7fc00c2b5000-7fc00c2b7000 r-xp 00000000 00:00 0",
            "7fc00c2b7000-7fc00c2b5000 r-xp 00001000 fe:01 1234    /usr/lib/libc.so.6",
            "7fc00c2b5000 r-xp 00001000 fe:01 1234    /usr/lib/libc.so.6",
            "xyz-7fc00c2b7000 r-xp 00001000 fe:01 1234    /usr/lib/libc.so.6",
            "",
        ])
    func others(_ line: String) { #expect(ProgramCode.range(ofCodeIn: Substring(line)) == nil) }
}
