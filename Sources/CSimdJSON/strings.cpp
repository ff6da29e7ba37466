#include "strings.hpp"

#include <cstring>

#include "CSimdJSON.h"

namespace {

/// The value of four hexadecimal digits, or -1.
int32_t hex4(const uint8_t *p) {
    int32_t value = 0;
    for (int i = 0; i < 4; ++i) {
        const uint8_t c = p[i];
        const uint8_t letter = c | 0x20;
        if (c >= '0' && c <= '9') value = value * 16 + (c - '0');
        else if (letter >= 'a' && letter <= 'f') value = value * 16 + (letter - 'a' + 10);
        else return -1;
    }
    return value;
}

bool is_high_surrogate(int32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(int32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

uint8_t *write_utf8(uint8_t *out, uint32_t point) {
    if (point < 0x80) {
        *out++ = uint8_t(point);
    } else if (point < 0x800) {
        *out++ = uint8_t(0xC0 | point >> 6);
        *out++ = uint8_t(0x80 | (point & 0x3F));
    } else if (point < 0x10000) {
        *out++ = uint8_t(0xE0 | point >> 12);
        *out++ = uint8_t(0x80 | (point >> 6 & 0x3F));
        *out++ = uint8_t(0x80 | (point & 0x3F));
    } else {
        *out++ = uint8_t(0xF0 | point >> 18);
        *out++ = uint8_t(0x80 | (point >> 12 & 0x3F));
        *out++ = uint8_t(0x80 | (point >> 6 & 0x3F));
        *out++ = uint8_t(0x80 | (point & 0x3F));
    }
    return out;
}

/// What a one-letter escape stands for; 0 when JSON does not know the letter.
inline uint8_t plain_escape(uint8_t letter) {
    // Most often a quote: JSON within JSON.
    if (letter == '"') return letter;
    switch (letter) {
    case '\\': case '/': return letter;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
    }
}

/// Copies up to the next backslash, or to the end. There is room for all that is left, as nothing grows.
inline void copy_plain(const uint8_t *&p, const uint8_t *end, uint8_t *&out) {
    while (size_t(end - p) >= Chunk::size) {
        // All of it: what is behind the backslash is overwritten.
        std::memcpy(out, p, Chunk::size);
        const uint32_t finds = Chunk(p).backslashes();
        const size_t plain = finds == 0 ? Chunk::size : size_t(__builtin_ctz(finds));
        p += plain;
        out += plain;
        if (finds != 0) return;
    }
    while (p < end && *p != '\\') *out++ = *p++;
}

}  // namespace

size_t rare_escape_length(const uint8_t *p, const uint8_t *end) {
    if (end - p < 2) return 0;
    if (p[1] != 'u') return plain_escape(p[1]) == 0 ? 0 : 2;
    return end - p < 6 || hex4(p + 2) < 0 ? 0 : 6;
}

bool has_valid_escapes(const uint8_t *p, const uint8_t *end) {
    while ((p = static_cast<const uint8_t *>(std::memchr(p, '\\', size_t(end - p)))) != nullptr) {
        const size_t length = escape_length(p, end);
        if (length == 0) return false;
        p += length;
    }
    return true;
}

size_t csj_unescape(const uint8_t *p, size_t length, uint8_t *destination, bool *has_lone_surrogate) {
    const uint8_t *end = p + length;
    uint8_t *out = destination;
    *has_lone_surrogate = false;
    while (true) {
        copy_plain(p, end, out);
        if (p == end) break;
        if (p[1] != 'u') {
            *out++ = plain_escape(p[1]);
            p += 2;
            continue;
        }
        int32_t point = hex4(p + 2);
        p += 6;
        if (is_high_surrogate(point) && end - p >= 6 && p[0] == '\\' && p[1] == 'u' && is_low_surrogate(hex4(p + 2))) {
            point = 0x10000 + ((point - 0xD800) << 10) + (hex4(p + 2) - 0xDC00);
            p += 6;
        } else if (point >= 0xD800 && point < 0xE000) {
            *has_lone_surrogate = true;
        }
        out = write_utf8(out, uint32_t(point));
    }
    return size_t(out - destination);
}

size_t csj_plain_length(const uint8_t *bytes, size_t length) {
    return size_t(find_special(bytes, bytes + length) - bytes);
}

bool csj_mentions_payload(const uint8_t *bytes, size_t length) {
    // The letter y is rare in events: memchr leaps from one to the next.
    constexpr char text[] = "\"payload";
    constexpr size_t before = 3, after = 4;
    const uint8_t *end = bytes + length;
    const uint8_t *p = bytes;
    while ((p = static_cast<const uint8_t *>(std::memchr(p, 'y', size_t(end - p)))) != nullptr) {
        const bool has_room = p - bytes >= ptrdiff_t(before) && end - p > ptrdiff_t(after);
        if (has_room && std::memcmp(p - before, text, 8) == 0) return true;
        ++p;
    }
    return false;
}
