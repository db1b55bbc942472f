import CXMLSec
import Testing

/// Without the flags of the shim xmlsec's sizes would be eight bytes wide and every struct behind them silently wrong.
@Suite struct BufferLayoutTests {
    @Test func bufferSizesAreFourBytesWide() {
        #expect(type(of: xmlSecBufferGetSize(nil)) == UInt32.self)
    }
}
