#include "shapes.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cstring>

#include "scalars.hpp"
#include "strings.hpp"

namespace {

#if defined(__SSE2__)
/// Whether the text goes on with a literal.
///
/// Whole words, and of the last one those bytes that belong to the literal.
inline bool has_literal(const uint8_t *p, const uint8_t *literal, size_t length, uint32_t tail) {
    size_t i = 0;
    while (true) {
        const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i *>(p + i));
        const __m128i b = _mm_load_si128(reinterpret_cast<const __m128i *>(literal + i));
        const uint32_t equal = uint32_t(_mm_movemask_epi8(_mm_cmpeq_epi8(a, b)));
        i += 16;
        if (i >= length) return (equal | tail) == 0xFFFF;
        if (equal != 0xFFFF) return false;
    }
}
#else
inline bool has_literal(const uint8_t *p, const uint8_t *literal, size_t length, uint32_t) {
    return std::memcmp(p, literal, length) == 0;
}
#endif

/// Reads any string.
///
/// @return the closing quote; null when it is not a valid string.
const uint8_t *read_rich_string(const uint8_t *start, const uint8_t *end, csj_value &out) {
    bool escaped = false;
    const uint8_t *p = find_special(start, end);
    while (p != end && *p != '"') {
        const size_t length = *p == '\\' ? escape_length(p, end) : 0;
        if (length == 0) return nullptr;
        escaped = true;
        p = find_special(p + length, end);
    }
    if (p == end || !simdjson::validate_utf8(reinterpret_cast<const char *>(start), size_t(p - start))) return nullptr;
    out = {start, uint32_t(p - start), csj_kind_string, escaped, false, 0, 0};
    return p;
}

/// Reads a string, which nearly always has nothing in it but letters, digits and signs up to its closing quote.
///
/// @return the closing quote; null when it is not a valid string.
inline const uint8_t *read_string(const uint8_t *start, const uint8_t *end, csj_value &out) {
    const uint8_t *p = start;
    uint64_t finds = 0;
    while (finds == 0 && size_t(end - p) >= Chunk::size) {
        finds = Chunk(p).unusuals();
        p += finds == 0 ? Chunk::size : first_in(finds);
    }
    if (finds == 0) {
        while (p < end && !is_unusual(*p)) ++p;
        if (p == end) return nullptr;
    }
    if (*p != '"') return read_rich_string(start, end, out);
    out = {start, uint32_t(p - start), csj_kind_string, false, true, 0, 0};
    return p;
}

/// Reads a number of digits with or without a fraction; others are rare.
///
/// @return what follows it; null when it is anything else.
inline const uint8_t *read_plain_number(const uint8_t *start, const uint8_t *end, csj_value &out) {
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

const uint8_t *Shapes::match(const uint8_t *text, size_t length, bool is_line, csj_value *values) const {
    const uint8_t *end = text + length;
    const uint8_t *p = text;
    csj_value unwanted;
    const Node *node = root_;
    while (node != nullptr) {
        const size_t left = size_t(end - p);
        const bool is_next = left >= max_literal ? has_literal(p, node->literal.data(), node->length, node->tail)
                                                 : left >= node->length &&
                                                       std::memcmp(p, node->literal.data(), node->length) == 0;
        const uint8_t *next = nullptr;
        if (is_next && !(is_line && node->has_line_feed)) {
            const uint8_t *value = p + node->length;
            csj_value &found = node->member < 0 ? unwanted : values[node->member];
            switch (node->then) {
            case Then::string: next = read_string(value, end, found); break;
            case Then::number: next = read_plain_number(value, end, found); break;
            case Then::more: next = value; break;
            case Then::end:
                if (value != end && !(is_line && ends_line(value, end))) break;
                node->set_constants(values);
                for (uint32_t rest = node->absent; rest != 0; rest &= rest - 1) values[__builtin_ctz(rest)] = {};
                return value;
            }
        }
        if (next == nullptr) {
            node = node->sibling;
            continue;
        }
        if (node->constant_count != 0) node->set_constants(values);
        p = next;
        node = node->child;
    }
    return nullptr;
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
            node.member = int8_t(member);
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
    const size_t last = count == 0 ? 0 : (count - 1) % 16 + 1;
    tail = uint16_t(0xFFFF << last);
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
