import Encodings
import Testing

@Suite struct UUIDTextTests {
    private struct Repeating: RandomSource {
        let byte: UInt8

        func fill(_ buffer: UnsafeMutableRawBufferPointer) { for index in buffer.indices { buffer[index] = byte } }
    }

    @Test(arguments: [
        (0x00, "00000000-0000-4000-8000-000000000000"), (0xFF, "ffffffff-ffff-4fff-bfff-ffffffffffff"),
        (0xA5, "a5a5a5a5-a5a5-45a5-a5a5-a5a5a5a5a5a5"),
    ])
    func saysVersionAndVariant(byte: UInt8, text: String) { #expect(UUIDText.make(Repeating(byte: byte)) == text) }
}
