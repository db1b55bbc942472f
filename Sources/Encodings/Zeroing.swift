/// Overwrites secrets that were held in plain memory.
package enum Zeroing {
    /// Writes zeros that the optimiser may not leave out, since it cannot see who reads the memory afterwards.
    @inline(never)
    package static func zero(_ buffer: UnsafeMutableRawBufferPointer) {
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
        keep(buffer)
    }

    @inline(never) @_optimize(none)
    private static func keep(_ buffer: UnsafeMutableRawBufferPointer) {}
}
