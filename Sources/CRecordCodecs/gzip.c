#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#include "unpacker.h"

typedef struct gzip_state {
    z_stream stream;
    /// Between members; the bytes may end here.
    bool at_end;
} gzip_state;

static void *start(void) {
    gzip_state *state = calloc(1, sizeof *state);
    if (state == NULL) return NULL;
    const int gzip_only = 16;
    if (inflateInit2(&state->stream, gzip_only + MAX_WBITS) != Z_OK) {
        free(state);
        return NULL;
    }
    return state;
}

/// zlib counts with 32 bits.
static uInt at_most_uint(size_t count) { return count < UINT_MAX ? (uInt)count : UINT_MAX; }

static int inflate_some(z_stream *stream, adt_input *input, void *output, size_t capacity, size_t *written) {
    uInt given = at_most_uint(input->left), room = at_most_uint(capacity);
    stream->next_in = (Bytef *)(uintptr_t)input->next;
    stream->avail_in = given;
    stream->next_out = output;
    stream->avail_out = room;
    int result = inflate(stream, Z_NO_FLUSH);
    input->next += given - stream->avail_in;
    input->left -= given - stream->avail_in;
    *written = room - stream->avail_out;
    return result;
}

static ptrdiff_t next(void *opaque, adt_input *input, void *output, size_t capacity) {
    gzip_state *state = opaque;
    size_t written = 0;
    while (written == 0) {
        if (state->at_end) {
            if (input->left == 0) return 0;
            if (inflateReset(&state->stream) != Z_OK) return -1;
            state->at_end = false;
        }
        switch (inflate_some(&state->stream, input, output, capacity, &written)) {
            case Z_OK: break;
            case Z_STREAM_END: state->at_end = true; break;
            default: return -1;  // Z_BUF_ERROR too: bytes that stop in the middle
        }
    }
    return (ptrdiff_t)written;
}

static void stop(void *opaque) {
    gzip_state *state = opaque;
    inflateEnd(&state->stream);
    free(state);
}

const adt_codec_functions adt_gzip = {.start = start, .next = next, .free = stop};
