#ifndef SALLYPORT_DEFLATE_H
#define SALLYPORT_DEFLATE_H

#include <stddef.h>
#include <stdint.h>

// The header has nothing of zlib's, whose includes would make the types of the C library belong to another module.

/// Reads a raw DEFLATE stream (RFC 1951) that fills `input` from its beginning to its end.
///
/// - Returns: the bytes written to `output`, or -1 when the input is no such stream or holds more than `capacity`.
long sallyport_inflate(const uint8_t *input, size_t count, uint8_t *output, size_t capacity);

/// Writes bytes as one raw DEFLATE stream.
///
/// - Returns: the bytes written to `output`, or -1 when `capacity` is too little or there is no memory.
long sallyport_deflate(const uint8_t *input, size_t count, uint8_t *output, size_t capacity);

#endif
