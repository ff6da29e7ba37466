#include "CRecordCodecs.h"

#include <limits.h>
#include <zlib.h>

// Added to the window's bits, it asks zlib for a gzip header and trailer.
enum { gzip_wrapper = 16 };

size_t adt_gzip_bound(size_t length) {
    return length > INT_MAX ? 0 : compressBound(length) + 32;
}

size_t adt_gzip_pack(const void *bytes, size_t length, int level, void *output, size_t capacity) {
    if (length > INT_MAX || capacity > INT_MAX || capacity < adt_gzip_bound(length)) return 0;
    z_stream stream = {0};
    if (deflateInit2(&stream, level, Z_DEFLATED, MAX_WBITS + gzip_wrapper, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK) {
        return 0;
    }
    stream.next_in = (Bytef *)bytes;
    stream.avail_in = (uInt)length;
    stream.next_out = output;
    stream.avail_out = (uInt)capacity;
    int const result = deflate(&stream, Z_FINISH);
    size_t const packed = result == Z_STREAM_END ? stream.total_out : 0;
    deflateEnd(&stream);
    return packed;
}
