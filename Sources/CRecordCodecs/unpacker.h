#pragma once

#include <stdbool.h>

#include "CRecordCodecs.h"

/// What has not been unpacked yet.
typedef struct adt_input {
    const uint8_t *next;
    size_t left;
} adt_input;

/// One codec. `next` is that of adt_unpacker_next(); `start` returns NULL when there is no memory.
typedef struct adt_codec_functions {
    void *(*start)(void);
    ptrdiff_t (*next)(void *state, adt_input *input, void *output, size_t capacity);
    void (*free)(void *state);
} adt_codec_functions;

extern const adt_codec_functions adt_gzip, adt_snappy, adt_lz4, adt_zstd;
