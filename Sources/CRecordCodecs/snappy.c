#include <snappy-c.h>
#include <stdlib.h>
#include <string.h>

#include "unpacker.h"

// Snappy unpacks only whole blocks. librdkafka and others send one bare block; Java's library (xerial) sends a header
// and blocks of 32 KiB, each behind its length. The header's version numbers are not looked at: some producers write
// them in the wrong byte order (kafka-python issue 2414).

enum { max_block = 64 << 20, header_length = 16 };

/// Nothing in snappy's format makes more than 64 bytes of 3, so a block that claims more than this is lying.
enum { max_ratio = 22 };

typedef struct snappy_state {
    bool begun, framed;
    char *block;
    size_t capacity, length, position;
} snappy_state;

static void *start(void) { return calloc(1, sizeof(snappy_state)); }

static void begin(snappy_state *state, adt_input *input) {
    state->begun = true;
    state->framed = input->left >= header_length && memcmp(input->next, "\x82SNAPPY", 8) == 0;
    if (!state->framed) return;
    input->next += header_length;
    input->left -= header_length;
}

/// The compressed length of the block that comes next, or more than is left.
static size_t block_length(const snappy_state *state, adt_input *input) {
    if (!state->framed) return input->left;
    if (input->left < 4) return SIZE_MAX;
    const uint8_t *b = input->next;
    input->next += 4;
    input->left -= 4;
    return (size_t)b[0] << 24 | (size_t)b[1] << 16 | (size_t)b[2] << 8 | b[3];
}

static bool reserve(snappy_state *state, size_t length) {
    if (length <= state->capacity) return true;
    free(state->block);
    state->block = malloc(length);
    state->capacity = state->block == NULL ? 0 : length;
    return state->block != NULL;
}

static bool unpack_block(snappy_state *state, adt_input *input) {
    size_t packed = block_length(state, input), length;
    if (packed > input->left) return false;
    const char *bytes = (const char *)input->next;
    if (snappy_uncompressed_length(bytes, packed, &length) != SNAPPY_OK) return false;
    if (length > max_block || length > packed * max_ratio || !reserve(state, length)) return false;
    if (length > 0 && snappy_uncompress(bytes, packed, state->block, &length) != SNAPPY_OK) return false;
    state->position = 0;
    state->length = length;
    input->next += packed;
    input->left -= packed;
    return true;
}

static ptrdiff_t next(void *opaque, adt_input *input, void *output, size_t capacity) {
    snappy_state *state = opaque;
    if (!state->begun) begin(state, input);
    while (state->position == state->length) {
        if (input->left == 0) return 0;
        if (!unpack_block(state, input)) return -1;
    }
    size_t ready = state->length - state->position;
    size_t written = ready < capacity ? ready : capacity;
    memcpy(output, state->block + state->position, written);
    state->position += written;
    return (ptrdiff_t)written;
}

static void stop(void *opaque) {
    snappy_state *state = opaque;
    free(state->block);
    free(state);
}

const adt_codec_functions adt_snappy = {.start = start, .next = next, .free = stop};
