#include "unpacker.h"

#include <stdlib.h>

struct adt_unpacker {
    const adt_codec_functions *codec;
    void *state;
    adt_input input;
};

static const adt_codec_functions *functions(adt_codec codec) {
    switch (codec) {
        case adt_codec_gzip: return &adt_gzip;
        case adt_codec_snappy: return &adt_snappy;
        case adt_codec_lz4: return &adt_lz4;
        case adt_codec_zstd: return &adt_zstd;
    }
}

adt_unpacker *adt_unpacker_new(adt_codec codec, const void *bytes, size_t length) {
    adt_unpacker *unpacker = malloc(sizeof *unpacker);
    if (unpacker == NULL) return NULL;
    unpacker->codec = functions(codec);
    unpacker->input = (adt_input){.next = bytes, .left = length};
    unpacker->state = unpacker->codec->start();
    if (unpacker->state == NULL) {
        free(unpacker);
        return NULL;
    }
    return unpacker;
}

ptrdiff_t adt_unpacker_next(adt_unpacker *unpacker, void *output, size_t capacity) {
    return unpacker->codec->next(unpacker->state, &unpacker->input, output, capacity);
}

void adt_unpacker_free(adt_unpacker *unpacker) {
    unpacker->codec->free(unpacker->state);
    free(unpacker);
}
