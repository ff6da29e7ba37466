#pragma once

#include <cstring>

#include "CSimdJSON.h"

/// The wanted members' names, looked up by length first: few names share one.
class Names {
public:
    static constexpr size_t max_count = 32;
    static constexpr size_t max_length = 32;

    Names(const csj_name *names, size_t count) : count_(count < max_count ? count : max_count) {
        for (size_t i = 0; i < count_; ++i) {
            const size_t length = names[i].length < max_length ? names[i].length : max_length;
            std::memcpy(text_[i], names[i].start, length);
            of_length_[length] |= uint32_t(1) << i;
        }
    }

    size_t count() const { return count_; }

    /// The index of an unescaped name, or -1.
    int find(const uint8_t *name, size_t length) const {
        if (length > max_length) return -1;
        for (uint32_t candidates = of_length_[length]; candidates != 0; candidates &= candidates - 1) {
            const int i = __builtin_ctz(candidates);
            if (is_equal(text_[i], name, length)) return i;
        }
        return -1;
    }

private:
    /// Eight bytes at a time, the last eight overlapping: names are too short for a call of memcmp to pay.
    static bool is_equal(const char *a, const uint8_t *b, size_t length) {
        if (length < 8) return std::memcmp(a, b, length) == 0;
        for (size_t i = 0; i + 8 < length; i += 8) {
            if (word(a + i) != word(b + i)) return false;
        }
        return word(a + length - 8) == word(b + length - 8);
    }

    static uint64_t word(const void *bytes) {
        uint64_t word;
        std::memcpy(&word, bytes, sizeof word);
        return word;
    }

    size_t count_;
    uint32_t of_length_[max_length + 1] = {};
    char text_[max_count][max_length] = {};
};
