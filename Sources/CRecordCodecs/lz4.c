#include <lz4frame.h>
#include <stdlib.h>

#include "unpacker.h"

typedef struct lz4_state {
    LZ4F_dctx *context;
    /// Inside a frame; the bytes must not end here.
    bool in_frame;
} lz4_state;

static void *start(void) {
    lz4_state *state = calloc(1, sizeof *state);
    if (state == NULL) return NULL;
    if (LZ4F_isError(LZ4F_createDecompressionContext(&state->context, LZ4F_VERSION))) {
        free(state);
        return NULL;
    }
    state->in_frame = true;
    return state;
}

static ptrdiff_t next(void *opaque, adt_input *input, void *output, size_t capacity) {
    lz4_state *state = opaque;
    for (;;) {
        if (input->left == 0 && !state->in_frame) return 0;
        size_t read = input->left, written = capacity;
        size_t hint = LZ4F_decompress(state->context, output, &written, input->next, &read, NULL);
        if (LZ4F_isError(hint)) return -1;
        input->next += read;
        input->left -= read;
        state->in_frame = hint != 0;
        if (written > 0) return (ptrdiff_t)written;
        if (read == 0 && state->in_frame) return -1;
    }
}

static void stop(void *opaque) {
    lz4_state *state = opaque;
    LZ4F_freeDecompressionContext(state->context);
    free(state);
}

const adt_codec_functions adt_lz4 = {.start = start, .next = next, .free = stop};

/// Kafka's Java client reads independent blocks only. A search that skips more takes 0.26 us for an event of 250 bytes in
/// place of 0.46, and makes 1 % more bytes of it.
static const LZ4F_preferences_t preferences = {
    .frameInfo = {.blockSizeID = LZ4F_max256KB, .blockMode = LZ4F_blockIndependent},
    .compressionLevel = -4,
};

size_t adt_lz4_bound(size_t length) { return LZ4F_compressFrameBound(length, &preferences); }

size_t adt_lz4_pack(const void *bytes, size_t length, void *output, size_t capacity) {
    size_t written = LZ4F_compressFrame(output, capacity, bytes, length, &preferences);
    return LZ4F_isError(written) ? 0 : written;
}
