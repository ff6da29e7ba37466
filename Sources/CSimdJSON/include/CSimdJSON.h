#pragma once

// A C face over simdjson: the wanted members of one JSON object, found in one pass, without an allocation.
//
// What counts as JSON is what Python's `json` module accepts, because the independent answer that AdTally is checked
// against is written in Python: RFC 8259, plus NaN, Infinity and -Infinity, integers of at most 4300 digits, and
// containers nested at most 992 deep.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define CSJ_ENUM __attribute__((enum_extensibility(closed)))

typedef enum CSJ_ENUM csj_kind : uint8_t {
    csj_kind_absent,
    csj_kind_null,
    csj_kind_string,
    csj_kind_integer,  ///< a number without fraction and exponent
    csj_kind_decimal,  ///< a number with a fraction or an exponent
    csj_kind_other,    ///< true, false, an object, an array, NaN, Infinity or -Infinity
} csj_kind;

typedef enum CSJ_ENUM csj_status : uint8_t {
    csj_status_ok,
    /// As ok, but a number somewhere in the text has an exponent beyond 10^18: Python's `Decimal` cannot hold it.
    csj_status_extreme_number,
    csj_status_not_utf8,
    csj_status_not_json,
    csj_status_not_an_object,
    csj_status_too_deep,
    csj_status_no_memory,
} csj_status;

/// A member's value as it stands in the text; `start` points into that text.
typedef struct csj_value {
    const uint8_t *start;  ///< string: after the opening quote; null when absent
    uint32_t length;       ///< string: up to the closing quote; number: of its text; otherwise 0
    csj_kind kind;
    bool escaped;      ///< a string with a backslash in it: to be unescaped before use
    bool plain;        ///< a string of U+0020 to U+007E, or a number of which `digits` and `decimals` tell all
    uint8_t decimals;  ///< plain number: it is `digits` / 10^`decimals`
    uint64_t digits;   ///< plain number: at most 18 decimal digits
} csj_value;

typedef struct csj_name {
    const char *start;
    size_t length;
} csj_name;

typedef struct csj_scanner csj_scanner;

/// A scanner for texts with these members; not for use by two threads at a time.
///
/// @param names at most 32, each of 1 to 32 bytes; copied.
/// @param capacity bytes of text that it can scan at first; it grows as needed.
/// @param allows_surrogates whether surrogates encoded as three bytes pass for UTF-8, as in a dump by Python.
/// @return null when there is no memory.
csj_scanner *csj_scanner_create(const csj_name *names, size_t count, size_t capacity, bool allows_surrogates);
void csj_scanner_destroy(csj_scanner *scanner);

/// Finds the members of the one JSON object that is `bytes`, and checks all of it.
///
/// Of duplicate members the last counts; names compare after unescaping. The whole text is checked: structure,
/// numbers, literals, escapes in every string, UTF-8.
///
/// A text of a shape that was seen before costs a fraction of a new one (see shapes.hpp).
///
/// @param values one for each name, as long as `bytes` are there, and room for one more. Undefined unless the status is
///   ok or extreme_number.
csj_status csj_scan(csj_scanner *scanner, const uint8_t *bytes, size_t length, csj_value *values);

/// Takes up lines, of which `csj_scan_known_line` is to read one after the other.
///
/// @param bytes must stay until other lines are taken up.
/// @return false when there is no memory.
bool csj_begin_lines(csj_scanner *scanner, const uint8_t *bytes, size_t length);

/// As `csj_scan`, for a line of those taken up last, if its shape was seen before: without looking for its end first.
///
/// @param from where it begins; it ends at a line feed (or carriage return and line feed), or with the lines.
/// @param line_length set to the line's length, without its end.
/// @param values as `csj_scan`'s.
/// @return false when the shape is not known; then `csj_scan` tells what the line is.
bool csj_scan_known_line(const csj_scanner *scanner, size_t from, size_t *line_length, csj_value *values);

/// Writes the unescaped bytes of a string that a scan has found.
///
/// A lone surrogate becomes the three bytes that UTF-8 would give it if it were allowed to (WTF-8).
///
/// @param destination room for `length` bytes: text never grows when it is unescaped.
/// @param has_lone_surrogate set to whether there was one.
/// @return the number of bytes written.
size_t csj_unescape(const uint8_t *start, size_t length, uint8_t *destination, bool *has_lone_surrogate);

/// How many of the bytes stand before the first line feed.
static inline size_t csj_line_length(const uint8_t *bytes, size_t length) {
    const uint8_t *end = (const uint8_t *)__builtin_memchr(bytes, '\n', length);
    return end == 0 ? length : (size_t)(end - bytes);
}

/// Whether there is a byte below 0x20, or 0x7F: a control character, in UTF-8. Inline, for names are short.
static inline bool csj_has_control(const uint8_t *bytes, size_t length) {
    const uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
    uint64_t found = 0;
    for (; length >= 8; bytes += 8, length -= 8) {
        uint64_t word;
        __builtin_memcpy(&word, bytes, 8);
        // By the borrow of a subtraction ("Bit Twiddling Hacks", haszero and hasless).
        const uint64_t rubout = word ^ ones * 0x7F;
        found |= (((word - ones * 0x20) & ~word) | ((rubout - ones) & ~rubout)) & highs;
    }
    for (; length > 0; ++bytes, --length) found |= (uint64_t)(*bytes < 0x20 || *bytes == 0x7F);
    return found != 0;
}

/// How many of the bytes stand before the first that a JSON string has to escape: a quote, a backslash, or < U+0020.
size_t csj_plain_length(const uint8_t *bytes, size_t length);

bool csj_is_utf8(const uint8_t *bytes, size_t length);

/// Whether `"payload` occurs in the bytes: tells an envelope from a bare event without scanning it.
bool csj_mentions_payload(const uint8_t *bytes, size_t length);

#ifdef __cplusplus
}
#endif
