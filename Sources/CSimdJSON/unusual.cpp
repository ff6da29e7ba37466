#include "unusual.hpp"

#include <new>

#include "processors.hpp"

namespace {

constexpr size_t step = 64;

/// A bit for each of 64 bytes that is not plain.
INLINE uint64_t unusual_bits(const uint8_t *text) {
    Bytes<step> bytes;
    load(text, bytes);
    return bits<uint64_t>((bytes < 0x20) | (bytes > 0x7E) | (bytes == '"') | (bytes == '\\'));
}

FOR_EACH_PROCESSOR void find_steps(const uint8_t *text, size_t steps, uint64_t *words) {
    for (size_t i = 0; i < steps; ++i) words[i] = unusual_bits(text + i * step);
}

}  // namespace

bool UnusualBytes::find(const uint8_t *text, size_t length) {
    const size_t steps = length / step;
    // The last step is of what is left and of zeros, which are unusual: so there is always a next one. One more word is
    // looked at from places near the end.
    const size_t count = steps + 2;
    if (count > capacity_) {
        const size_t room = count < 2 * capacity_ ? 2 * capacity_ : count;
        words_.reset(new (std::nothrow) uint64_t[room]);
        capacity_ = words_ ? room : 0;
        if (!words_) return false;
    }
    find_steps(text, steps, words_.get());
    uint8_t rest[step] = {};
    if (length % step != 0) std::memcpy(rest, text + steps * step, length % step);
    find_steps(rest, 1, words_.get() + steps);
    words_[steps + 1] = ~uint64_t(0);
    return true;
}
