#include "shapes.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cstring>

#include "processors.hpp"
#include "scalars.hpp"
#include "strings.hpp"

namespace {

/// Whether 32 bytes are those of a literal, where the mask has ones.
INLINE bool is_equal32(const uint8_t *text, const uint8_t *literal, const uint8_t *mask) {
    Bytes<32> a, b, counts;
    load(text, a);
    load(literal, b);
    load(mask, counts);
    return __builtin_reduce_or((a ^ b) & counts) == 0;
}

/// A bit for each of 16 bytes that is a digit.
INLINE uint32_t digit_bits_of_16(const uint8_t *p) {
    Bytes<16> bytes;
    load(p, bytes);
    return bits<uint16_t>(bytes - uint8_t('0') <= 9);
}

/// Reads any string, from one unusual byte to the next.
///
/// @param p the first one.
/// @return the closing quote; null when it is not a valid string.
__attribute__((noinline)) const uint8_t *read_rich_string(
    const uint8_t *start, const uint8_t *p, Shapes::Text text, csj_value &out) {
    const uint8_t *end = text.start + text.length;
    bool escaped = false, ascii = true;
    while (p < end && *p != '"') {
        if (*p == '\\') {
            const size_t length = escape_length(p, end);
            if (length == 0) return nullptr;
            escaped = true;
            p = text.start + text.unusual.next(size_t(p + length - text.start));
        } else if (*p > 0x7E) {
            // Where there is one there are many.
            ascii = false;
            p = find_special(p, end);
        } else {
            return nullptr;
        }
    }
    if (p == end) return nullptr;
    if (!ascii && !simdjson::validate_utf8(reinterpret_cast<const char *>(start), size_t(p - start))) return nullptr;
    out = {start, uint32_t(p - start), csj_kind_string, escaped, false, 0, 0};
    return p;
}

/// Reads a string, which nearly always has nothing in it but letters, digits and signs up to its closing quote.
///
/// @return the closing quote; null when it is not a valid string.
INLINE const uint8_t *read_string(const uint8_t *start, Shapes::Text text, csj_value &out) {
    const uint8_t *p = text.start + text.unusual.next(size_t(start - text.start));
    if (p == text.start + text.length) return nullptr;
    if (*p != '"') return read_rich_string(start, p, text, out);
    out = {start, uint32_t(p - start), csj_kind_string, false, true, 0, 0};
    return p;
}

/// A number as `read_plain_number` takes it, digit by digit.
__attribute__((noinline)) const uint8_t *read_long_number(const uint8_t *start, const uint8_t *end, csj_value &out) {
    constexpr ptrdiff_t max_length = 18;
    const uint8_t *stop = end - start > max_length ? start + max_length : end;
    const uint8_t *p = start;
    uint64_t digits = 0;
    while (p < stop && is_digit(*p)) digits = digits * 10 + (*p++ - '0');
    if (p == start || (*start == '0' && p != start + 1)) return nullptr;
    csj_kind kind = csj_kind_integer;
    uint8_t decimals = 0;
    if (p < stop && *p == '.') {
        const uint8_t *fraction = ++p;
        while (p < stop && is_digit(*p)) digits = digits * 10 + (*p++ - '0');
        if (p == fraction) return nullptr;
        decimals = uint8_t(p - fraction);
        kind = csj_kind_decimal;
    }
    // Cut off by the limit: what follows the number decides what it is.
    if (p == stop && p != end) return nullptr;
    out = {start, uint32_t(p - start), kind, false, true, decimals, digits};
    return p;
}

/// The value of the first 1 to 8 digits at `p`, where there are 8 bytes: all of them at once.
INLINE uint64_t first_digits(const uint8_t *p, size_t count) {
    uint64_t word;
    std::memcpy(&word, p, sizeof word);
    // The first digit is the lowest byte. What is behind the last is shifted out, and zeros before the first come in.
    word = (word << (64 - 8 * count)) & 0x0F0F0F0F0F0F0F0F;
    // Pairs, then fours, then all eight: each step adds ten (100, 10^4) times the lower half to the higher one.
    word = (word * ((10 << 8) + 1) >> 8) & 0x00FF00FF00FF00FF;
    word = (word * ((100 << 16) + 1) >> 16) & 0x0000FFFF0000FFFF;
    return word * ((uint64_t(10000) << 32) + 1) >> 32;
}

/// The value of the first 1 to 16 digits at `p`.
INLINE uint64_t first_digits_of_16(const uint8_t *p, size_t count) {
    if (count <= 8) return first_digits(p, count);
    return first_digits(p, count - 8) * 100'000'000 + first_digits(p + count - 8, 8);
}

/// A number as `read_plain_number` takes it, of up to 15 characters and 8 decimals: without a loop, whose end no
/// processor foresees.
///
/// @param start with 24 bytes.
/// @return null for any other number, too.
INLINE const uint8_t *read_short_number(const uint8_t *start, csj_value &out) {
    constexpr uint64_t powers_of_ten[] = {1, 10, 100, 1000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000};
    const uint32_t others = ~digit_bits_of_16(start);
    const size_t whole = size_t(__builtin_ctz(others));
    if (whole == 0 || whole == 16 || (*start == '0' && whole != 1)) return nullptr;
    const uint64_t digits = first_digits_of_16(start, whole);
    if (start[whole] != '.') {
        out = {start, uint32_t(whole), csj_kind_integer, false, true, 0, digits};
        return start + whole;
    }
    const size_t length = size_t(__builtin_ctz(others & (others - 1)));
    const size_t decimals = length - whole - 1;
    if (decimals == 0 || decimals > 8 || length == 16) return nullptr;
    const uint64_t fraction = first_digits(start + whole + 1, decimals);
    out = {start, uint32_t(length), csj_kind_decimal, false, true, uint8_t(decimals),
           digits * powers_of_ten[decimals] + fraction};
    return start + length;
}

/// Reads a number of digits with or without a fraction; others are rare.
///
/// @return what follows it; null when it is anything else.
INLINE const uint8_t *read_plain_number(const uint8_t *start, const uint8_t *end, csj_value &out) {
    if (end - start >= 24) {
        const uint8_t *next = read_short_number(start, out);
        if (next != nullptr) return next;
    }
    return read_long_number(start, end, out);
}

/// Whether a line of lines ends here, before their end.
bool ends_line(const uint8_t *p, const uint8_t *end) {
    if (*p == '\r') ++p;
    return p < end && *p == '\n';
}

}  // namespace

bool Shapes::Node::is_like(const Node &other) const {
    return length == other.length && then == other.then && member == other.member && literal == other.literal &&
           constant_count == other.constant_count && constants == other.constants && absent == other.absent;
}

/// Whether the text goes on with the literal.
INLINE bool Shapes::Node::begins(const uint8_t *p, const uint8_t *end) const {
    const size_t left = size_t(end - p);
    if (left < max_literal) return left >= length && std::memcmp(p, literal.data(), length) == 0;
    if (!is_equal32(p, literal.data(), mask.data())) return false;
    return length <= 32 || is_equal32(p + 32, literal.data() + 32, mask.data() + 32);
}

/// Reads what follows the literal, whatever it is, and sets the constants.
///
/// @return the end of it; null when it is something else.
template <bool is_line>
INLINE const uint8_t *Shapes::Node::read(const uint8_t *value, Text text, csj_value *values) const {
    if (is_line && has_line_feed) return nullptr;
    const uint8_t *end = text.start + text.length;
    const uint8_t *next = nullptr;
    switch (then) {
    case Then::string: next = read_string(value, text, values[member]); break;
    case Then::number: next = read_plain_number(value, end, values[member]); break;
    case Then::more: next = value; break;
    case Then::end:
        if (value != end && !(is_line && ends_line(value, end))) break;
        for (uint32_t rest = absent; rest != 0; rest &= rest - 1) values[__builtin_ctz(rest)] = {};
        next = value;
    }
    if (next != nullptr) set_constants(values);
    return next;
}

template <bool is_line>
INLINE const uint8_t *Shapes::match_as(Text text, size_t from, csj_value *values) const {
    const uint8_t *p = text.start + from;
    const Node *node = root_;
    while (node != nullptr) {
        const uint8_t *next = nullptr;
        if (node->begins(p, text.start + text.length)) {
            const uint8_t *value = p + node->length;
            if (node->is_plain) {
                next = read_string(value, text, values[node->member]);
            } else {
                next = node->read<is_line>(value, text, values);
                if (next != nullptr && node->then == Then::end) return next;
            }
        }
        if (next == nullptr) {
            node = node->sibling;
        } else {
            p = next;
            node = node->child;
        }
    }
    return nullptr;
}

FOR_EACH_PROCESSOR const uint8_t *Shapes::match(const Text &text, size_t from, bool is_line, csj_value *values) const {
    return is_line ? match_as<true>(text, from, values) : match_as<false>(text, from, values);
}

void Shapes::Node::set_constants(csj_value *values) const {
    for (size_t c = 0; c < constant_count; ++c) {
        values[constants[c].member] = {nullptr, 0, constants[c].kind, false, false, 0, 0};
    }
}

void Shapes::learn(const uint8_t *text, size_t length, size_t value_count, const Leaf *leaves, size_t count) {
    const uint8_t *p = text;
    Node **link = &root_;
    Node node;
    uint32_t absent = uint32_t((uint64_t(1) << value_count) - 1);
    for (size_t i = 0; i < count && link != nullptr; ++i) {
        const auto &[value, member] = leaves[i];
        if (member >= 0) absent &= ~(uint32_t(1) << member);
        const bool is_string = value.kind == csj_kind_string;
        // Of duplicate members the last counts: one that is part of the literal before gives way to this one.
        node.forget_constant(member);
        if (is_string || value.kind == csj_kind_integer || value.kind == csj_kind_decimal) {
            node.member = uint8_t(member >= 0 ? member : int(value_count));
            node.then = is_string ? Then::string : Then::number;
            link = add_literal(link, p, value.start, node);
            p = value.start + value.length;
        } else if (member >= 0) {
            if (node.constant_count == max_constants) return learned_in_vain();
            node.constants[node.constant_count++] = {int8_t(member), value.kind};
        }
    }
    node.then = Then::end;
    node.absent = absent;
    if (link != nullptr) link = add_literal(link, p, text + length, node);
    if (link == nullptr) learned_in_vain();
}

/// Too many texts without a place, and the table starts anew: what it holds is no longer what comes.
void Shapes::learned_in_vain() {
    if (++vain_ > patience) forget();
}

void Shapes::Node::forget_constant(int member) {
    const auto end = constants.begin() + constant_count;
    const auto kept = std::remove_if(constants.begin(), end, [&](Constant c) { return c.member == member; });
    std::fill(kept, end, Constant());
    constant_count = uint8_t(kept - constants.begin());
}

/// Adds the literal `[start, end)`, in several nodes when it is long; the last one is `node`, which is used up.
Shapes::Node **Shapes::add_literal(Node **link, const uint8_t *start, const uint8_t *end, Node &node) {
    while (link != nullptr && size_t(end - start) > max_literal) {
        Node part;
        part.then = Then::more;
        part.set_literal(start, max_literal);
        start += max_literal;
        link = add(link, part);
    }
    if (link != nullptr) {
        node.set_literal(start, size_t(end - start));
        link = add(link, node);
    }
    node = Node();
    return link;
}

void Shapes::Node::set_literal(const uint8_t *start, size_t count) {
    length = uint8_t(count);
    std::memcpy(literal.data(), start, count);
    has_line_feed = std::memchr(start, '\n', count) != nullptr;
    std::memset(mask.data(), 0xFF, count);
    is_plain = then == Then::string && constant_count == 0 && !has_line_feed;
}

/// The child link of the node that is like this one, made where there is none; null where there is no room for it.
Shapes::Node **Shapes::add(Node **link, const Node &node) {
    size_t siblings = 0;
    for (; *link != nullptr; link = &(*link)->sibling) {
        if ((*link)->is_like(node)) return &(*link)->child;
        ++siblings;
    }
    if (siblings >= max_siblings || nodes_.size() >= max_nodes) return nullptr;
    // Reserved once, so that the nodes stay where they are.
    nodes_.reserve(max_nodes);
    nodes_.push_back(node);
    *link = &nodes_.back();
    return &nodes_.back().child;
}

void Shapes::forget() {
    nodes_.clear();
    root_ = nullptr;
    vain_ = 0;
}
