#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

/// Where a text has bytes that are not plain: quotes, backslashes, control characters, and what is above U+007E.
///
/// Found for the whole text at first, 64 bytes a step and without a branch. Where a string ends is then one look at the
/// bits, and no reader waits for a search.
class UnusualBytes {
public:
    /// A look at the bits; as long as they stay.
    class View {
    public:
        explicit View(const uint64_t *words) : bytes_(reinterpret_cast<const uint8_t *>(words)) {}

        /// The first place from `from` on, which is at most the length; the length where there is no more.
        size_t next(size_t from) const {
            uint64_t word = bits_from(from);
            while (__builtin_expect(word == 0, false)) {
                from += 64 - from % 8;
                word = bits_from(from);
            }
            return from + size_t(__builtin_ctzll(word));
        }

    private:
        /// Each of eight places, the first one lowest: a processor of the other byte order is not supported.
        const uint8_t *bytes_;

        /// Of eight bytes that begin with the place's own: at least 57 places are told of.
        uint64_t bits_from(size_t place) const {
            uint64_t word;
            std::memcpy(&word, bytes_ + place / 8, sizeof word);
            return word >> place % 8;
        }
    };

    /// Looks through a text; what was found in the last one is forgotten.
    ///
    /// @return false when there is no memory.
    bool find(const uint8_t *text, size_t length);

    View view() const { return View(words_.get()); }

private:
    std::unique_ptr<uint64_t[]> words_;
    size_t capacity_ = 0;
};
