#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "processors.hpp"

/// Whether every backslash in `[p, end)` starts an escape that JSON knows.
bool has_valid_escapes(const uint8_t *p, const uint8_t *end);

/// As `escape_length`, for any escape but that of a quote.
size_t rare_escape_length(const uint8_t *p, const uint8_t *end);

/// The length of the escape that begins with the backslash at `p`; 0 when JSON does not know it or the text ends in it.
///
/// Most often it is a quote's: JSON within JSON.
inline size_t escape_length(const uint8_t *p, const uint8_t *end) {
    return end - p > 1 && p[1] == '"' ? 2 : rare_escape_length(p, end);
}

/// Bytes that are looked at together: a bit tells of each, the first one lowest.
struct Chunk {
    static constexpr size_t size = 16;

    explicit Chunk(const uint8_t *p) { load(p, bytes); }

    /// Quotes, backslashes, and what is below U+0020.
    uint32_t specials() const { return bits<uint16_t>((bytes < 0x20) | (bytes == '"') | (bytes == '\\')); }

    uint32_t backslashes() const { return bits<uint16_t>(bytes == '\\'); }

private:
    Bytes<size> bytes;
};

inline bool is_special(uint8_t c) { return c < 0x20 || c == '"' || c == '\\'; }

/// The first quote, backslash or control character in `[p, end)`, or `end` where there is none.
inline const uint8_t *find_special(const uint8_t *p, const uint8_t *end) {
    for (; size_t(end - p) >= Chunk::size; p += Chunk::size) {
        const uint32_t finds = Chunk(p).specials();
        if (finds != 0) return p + __builtin_ctz(finds);
    }
    while (p < end && !is_special(*p)) ++p;
    return p;
}
