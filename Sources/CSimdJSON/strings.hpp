#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// Whether every backslash in `[p, end)` starts an escape that JSON knows.
bool has_valid_escapes(const uint8_t *p, const uint8_t *end);

/// The length of the escape that begins with the backslash at `p`; 0 when JSON does not know it or the text ends in it.
size_t escape_length(const uint8_t *p, const uint8_t *end);

/// Bytes that are looked at together, and what they are: one bit or one byte a byte, the first one lowest.
struct Chunk {
#if defined(__SSE2__)
    static constexpr size_t size = 16, bits_per_byte = 1;

    explicit Chunk(const uint8_t *p) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(p));
        const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
        const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
        const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
        special = uint32_t(_mm_movemask_epi8(_mm_or_si128(control, _mm_or_si128(quote, backslash))));
        high = uint32_t(_mm_movemask_epi8(bytes));
    }
#else
    static constexpr size_t size = 8, bits_per_byte = 8;

    /// By the borrow of a subtraction ("Bit Twiddling Hacks", haszero and hasless): the lowest bit that is set marks a
    /// true find, whatever is above it.
    explicit Chunk(const uint8_t *p) {
        constexpr uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
        uint64_t word;
        std::memcpy(&word, p, sizeof word);
        const uint64_t quote = word ^ ones * '"', backslash = word ^ ones * '\\';
        const uint64_t control = (word - ones * 0x20) & ~word;
        special = (control | ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash)) & highs;
        high = word & highs;
    }
#endif

    uint64_t special;  ///< a quote, a backslash, or below U+0020
    uint64_t high;     ///< not ASCII
};

inline bool is_special(uint8_t c) { return c < 0x20 || c == '"' || c == '\\'; }

/// The first quote, backslash or control character in `[p, end)`, or `end`.
///
/// @param ascii set to false when a byte before it is not ASCII; may be set for one in the same chunk behind it.
inline const uint8_t *find_special(const uint8_t *p, const uint8_t *end, bool &ascii) {
    for (; size_t(end - p) >= Chunk::size; p += Chunk::size) {
        const Chunk chunk(p);
        if (chunk.high != 0) ascii = false;
        if (chunk.special != 0) return p + size_t(__builtin_ctzll(chunk.special)) / Chunk::bits_per_byte;
    }
    for (; p < end && !is_special(*p); ++p) ascii &= *p < 0x80;
    return p;
}
