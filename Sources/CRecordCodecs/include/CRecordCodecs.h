#ifndef ADTALLY_CRECORDCODECS_H
#define ADTALLY_CRECORDCODECS_H

// What the system's libraries know of record batches: their checksum, and their four ways of compression. The
// dashboard packs its pages with one of them.

#include <stddef.h>
#include <stdint.h>

/// CRC-32C (Castagnoli) of the bytes, computed by the processor's own instructions where it has them.
uint32_t adt_crc32c(const void *bytes, size_t length);

/// The most bytes that adt_lz4_pack() makes of `length`.
size_t adt_lz4_bound(size_t length);

/// Packs bytes into one lz4 frame of independent blocks, which is what Kafka's clients read.
///
/// Returns the frame's length, or 0 when `capacity` is below the bound, or there is no memory.
size_t adt_lz4_pack(const void *bytes, size_t length, void *output, size_t capacity);

/// The most bytes that adt_gzip_pack() makes of `length`; 0 where that is 2 GiB or more.
size_t adt_gzip_bound(size_t length);

/// Packs bytes into one gzip member, at zlib's `level`: 1 (fast) to 9 (small).
///
/// Returns the member's length, or 0 when `capacity` is below the bound, or there is no memory.
size_t adt_gzip_pack(const void *bytes, size_t length, int level, void *output, size_t capacity);

/// Compressed records, unpacked a piece at a time. Any bytes may be given.
///
/// Its memory does not grow with what the bytes claim: at most about 9 MiB, or for snappy, which unpacks only whole
/// blocks, 22 times the bytes given and 64 MiB.
typedef struct adt_unpacker adt_unpacker;

/// The numbers are those in a batch's attributes.
typedef enum __attribute__((enum_extensibility(closed))) adt_codec {
    adt_codec_gzip = 1,
    adt_codec_snappy = 2,  ///< one bare block, or the blocks that Java's library frames
    adt_codec_lz4 = 3,     ///< in frames, not bare blocks
    adt_codec_zstd = 4,    ///< with a window of at most 8 MiB
} adt_codec;

/// The bytes must stay where they are until adt_unpacker_free(). NULL when there is no memory.
adt_unpacker *adt_unpacker_new(adt_codec codec, const void *bytes, size_t length);

/// Unpacks what comes next, at most `capacity` (> 0) bytes of it.
///
/// Returns how many bytes were written; 0 behind the last; −1 when the bytes cannot be unpacked, and then the
/// unpacker can only be freed.
ptrdiff_t adt_unpacker_next(adt_unpacker *unpacker, void *output, size_t capacity);

void adt_unpacker_free(adt_unpacker *unpacker);

#endif
