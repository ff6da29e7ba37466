#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "bits and digits are gathered from words, first byte lowest");

/// Before a function: compiled twice, the second time for processors with AVX2 and BMI; which one is called is found out
/// when the program is loaded. What it calls must be `INLINE` to be compiled along with it.
#if defined(__x86_64__) && defined(__GLIBC__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif
#define INLINE inline __attribute__((always_inline))

/// So many bytes, looked at together: the compiler knows the instructions of each processor.
template <size_t count>
using Bytes = uint8_t __attribute__((ext_vector_type(count)));

template <size_t count>
INLINE void load(const uint8_t *p, Bytes<count> &bytes) {
    std::memcpy(&bytes, p, sizeof bytes);
}

/// Of a comparison of so many bytes as the word has bits, a bit for each, the first one lowest.
template <class Word, class Comparison>
INLINE Word bits(const Comparison &found) {
    static_assert(sizeof found == 8 * sizeof(Word));
    using Bits = bool __attribute__((ext_vector_type(sizeof found)));
    return __builtin_bit_cast(Word, __builtin_convertvector(found, Bits));
}
