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

/// Bytes that are looked at together: one bit or one byte tells of each, the first one lowest.
struct Chunk {
#if defined(__SSE2__)
    static constexpr size_t size = 16, bits_per_byte = 1;
    using Bytes = __m128i;

    explicit Chunk(const uint8_t *p) : bytes(_mm_loadu_si128(reinterpret_cast<const __m128i *>(p))) {}

    /// Quotes, backslashes, and what is below U+0020.
    uint64_t specials() const {
        const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
        return uint32_t(_mm_movemask_epi8(_mm_or_si128(control, _mm_or_si128(equal('"'), equal('\\')))));
    }

    uint64_t backslashes() const { return uint32_t(_mm_movemask_epi8(equal('\\'))); }

    /// Specials, and what is above U+007E.
    uint64_t unusuals() const {
        // As signed numbers, bytes from 0x80 on are below all others.
        const __m128i low = _mm_cmpgt_epi8(_mm_set1_epi8(0x20), bytes);
        const __m128i named = _mm_or_si128(_mm_or_si128(equal('"'), equal('\\')), equal(0x7F));
        return uint32_t(_mm_movemask_epi8(_mm_or_si128(low, named)));
    }

private:
    Bytes bytes;

    Bytes equal(char c) const { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); }
#else
    static constexpr size_t size = 8, bits_per_byte = 8;
    using Bytes = uint64_t;

    explicit Chunk(const uint8_t *p) { std::memcpy(&bytes, p, sizeof bytes); }

    /// Quotes, backslashes, and what is below U+0020.
    ///
    /// By the borrow of a subtraction ("Bit Twiddling Hacks", haszero and hasless): the lowest bit that is set marks a
    /// true find, whatever is above it.
    uint64_t specials() const {
        return (((bytes - ones * 0x20) & ~bytes) | equal('"') | equal('\\')) & highs;
    }

    uint64_t backslashes() const { return equal('\\') & highs; }

    /// Specials, and what is above U+007E.
    uint64_t unusuals() const { return (specials() | bytes | equal(0x7F)) & highs; }

private:
    static constexpr uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
    Bytes bytes;

    Bytes equal(uint8_t c) const {
        const uint64_t difference = bytes ^ ones * c;
        return (difference - ones) & ~difference;
    }
#endif
};

inline bool is_special(uint8_t c) { return c < 0x20 || c == '"' || c == '\\'; }

inline bool is_unusual(uint8_t c) { return is_special(c) || c > 0x7E; }

inline size_t first_in(uint64_t finds) { return size_t(__builtin_ctzll(finds)) / Chunk::bits_per_byte; }

/// The first quote, backslash or control character in `[p, end)`, or `end` where there is none.
inline const uint8_t *find_special(const uint8_t *p, const uint8_t *end) {
    for (; size_t(end - p) >= Chunk::size; p += Chunk::size) {
        const uint64_t finds = Chunk(p).specials();
        if (finds != 0) return p + first_in(finds);
    }
    while (p < end && !is_special(*p)) ++p;
    return p;
}
