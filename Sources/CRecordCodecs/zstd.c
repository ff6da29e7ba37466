#include <stdlib.h>
#include <zstd.h>

#include "unpacker.h"

/// 8 MiB, what RFC 8878 recommends to support at least. Levels up to 19 need no more.
enum { max_window_log = 23 };

typedef struct zstd_state {
    ZSTD_DCtx *context;
    /// Inside a frame; the bytes must not end here.
    bool in_frame;
} zstd_state;

static void *start(void) {
    zstd_state *state = calloc(1, sizeof *state);
    if (state == NULL) return NULL;
    state->context = ZSTD_createDCtx();
    if (state->context == NULL) {
        free(state);
        return NULL;
    }
    ZSTD_DCtx_setParameter(state->context, ZSTD_d_windowLogMax, max_window_log);
    return state;
}

/// Whether a frame of today's format begins here. Debian's library also reads those from before version 0.8, by code
/// of that time, which no Kafka client ever wrote.
static bool is_frame(const adt_input *input) {
    if (input->left < 4) return false;
    const uint8_t *b = input->next;
    uint32_t magic = b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    return magic == ZSTD_MAGICNUMBER || (magic & ZSTD_MAGIC_SKIPPABLE_MASK) == ZSTD_MAGIC_SKIPPABLE_START;
}

static ptrdiff_t next(void *opaque, adt_input *input, void *output, size_t capacity) {
    zstd_state *state = opaque;
    for (;;) {
        if (!state->in_frame) {
            if (input->left == 0) return 0;
            if (!is_frame(input)) return -1;
        }
        ZSTD_inBuffer in = {.src = input->next, .size = input->left, .pos = 0};
        ZSTD_outBuffer out = {.dst = output, .size = capacity, .pos = 0};
        size_t hint = ZSTD_decompressStream(state->context, &out, &in);
        if (ZSTD_isError(hint)) return -1;
        input->next += in.pos;
        input->left -= in.pos;
        state->in_frame = hint != 0;
        if (out.pos > 0) return (ptrdiff_t)out.pos;
        if (in.pos == 0 && state->in_frame) return -1;
    }
}

static void stop(void *opaque) {
    zstd_state *state = opaque;
    ZSTD_freeDCtx(state->context);
    free(state);
}

const adt_codec_functions adt_zstd = {.start = start, .next = next, .free = stop};
