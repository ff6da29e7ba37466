#include "shapes.hpp"

#include <simdjson.h>

#include <cstring>

#include "scalars.hpp"
#include "strings.hpp"

namespace {

template <class Word>
Word load(const uint8_t *p) {
    Word word;
    std::memcpy(&word, p, sizeof word);
    return word;
}

/// Two words that overlap cover every length between one and two of them, without a loop over bytes.
template <class Word>
bool is_equal_by(const uint8_t *a, const uint8_t *b, size_t length) {
    constexpr size_t size = sizeof(Word);
    for (size_t i = 0; i + size < length; i += size) {
        if (load<Word>(a + i) != load<Word>(b + i)) return false;
    }
    return load<Word>(a + length - size) == load<Word>(b + length - size);
}

bool is_equal(const uint8_t *a, const uint8_t *b, size_t length) {
    if (length >= 8) return is_equal_by<uint64_t>(a, b, length);
    if (length >= 4) return is_equal_by<uint32_t>(a, b, length);
    for (size_t i = 0; i < length; ++i) {
        if (a[i] != b[i]) return false;
    }
    return true;
}

/// Finds a string's end.
///
/// @return the closing quote; null when it is not a valid string.
const uint8_t *read_string(const uint8_t *start, const uint8_t *end, csj_value &out) {
    const uint8_t *p = start;
    bool escaped = false, ascii = true;
    while (true) {
        p = find_special(p, end, ascii);
        if (p == end || *p < 0x20) return nullptr;
        if (*p == '"') break;
        const size_t length = escape_length(p, end);
        if (length == 0) return nullptr;
        escaped = true;
        p += length;
    }
    if (!ascii && !simdjson::validate_utf8(reinterpret_cast<const char *>(start), size_t(p - start))) return nullptr;
    out = {start, uint32_t(p - start), csj_kind_string, escaped};
    return p;
}

/// Reads a number of digits with or without a fraction; others are rare.
///
/// @return what follows it; null when it is anything else.
const uint8_t *read_plain_number(const uint8_t *start, const uint8_t *end, csj_value &out) {
    constexpr ptrdiff_t max_digits = 18;
    const uint8_t *p = start;
    while (p < end && is_digit(*p)) ++p;
    if (p == start || (*start == '0' && p != start + 1)) return nullptr;
    csj_kind kind = csj_kind_integer;
    if (p < end && *p == '.') {
        const uint8_t *fraction = ++p;
        while (p < end && is_digit(*p)) ++p;
        if (p == fraction) return nullptr;
        kind = csj_kind_decimal;
    }
    if (p - start > max_digits) return nullptr;
    out = {start, uint32_t(p - start), kind, false};
    return p;
}

}  // namespace

bool Shapes::Node::is_like(const Node &other) const {
    return length == other.length && then == other.then && member == other.member && literal == other.literal &&
           constant_count == other.constant_count && constants == other.constants;
}

bool Shapes::has_literal(const Node &node, const uint8_t *p) { return is_equal(node.literal.data(), p, node.length); }

bool Shapes::match(const uint8_t *text, size_t length, size_t value_count, csj_value *values) const {
    for (size_t i = 0; i < value_count; ++i) values[i] = {};
    const uint8_t *p = text;
    const uint8_t *end = text + length;
    csj_value unwanted;
    for (int16_t i = root_; i >= 0;) {
        const Node &node = nodes_[size_t(i)];
        const uint8_t *next = nullptr;
        if (size_t(end - p) >= node.length && has_literal(node, p)) {
            const uint8_t *value = p + node.length;
            csj_value &found = node.member < 0 ? unwanted : values[node.member];
            switch (node.then) {
            case Then::string: next = read_string(value, end, found); break;
            case Then::number: next = read_plain_number(value, end, found); break;
            case Then::more: next = value; break;
            case Then::end: next = value == end ? value : nullptr; break;
            }
        }
        if (next == nullptr) {
            i = node.sibling;
            continue;
        }
        for (size_t c = 0; c < node.constant_count; ++c) {
            values[node.constants[c].member] = {nullptr, 0, node.constants[c].kind, false};
        }
        if (node.then == Then::end) return true;
        p = next;
        i = node.child;
    }
    return false;
}

void Shapes::learn(const uint8_t *text, size_t length, const Leaf *leaves, size_t count) {
    if (nodes_.size() >= max_nodes && ++vain_ > patience) forget();
    const uint8_t *p = text;
    int16_t *link = &root_;
    Node node;
    for (size_t i = 0; i < count && link != nullptr; ++i) {
        const auto &[value, member] = leaves[i];
        const bool is_string = value.kind == csj_kind_string;
        if (is_string || value.kind == csj_kind_integer || value.kind == csj_kind_decimal) {
            node.member = int8_t(member);
            node.then = is_string ? Then::string : Then::number;
            link = add_literal(link, p, value.start, node);
            p = value.start + value.length;
        } else if (member >= 0) {
            if (node.constant_count == max_constants) return;
            node.constants[node.constant_count++] = {int8_t(member), value.kind};
        }
    }
    node.then = Then::end;
    if (link != nullptr) add_literal(link, p, text + length, node);
}

/// Adds the literal `[start, end)`, in several nodes when it is long; the last one is `node`, which is used up.
int16_t *Shapes::add_literal(int16_t *link, const uint8_t *start, const uint8_t *end, Node &node) {
    while (link != nullptr && size_t(end - start) > max_literal) {
        Node part;
        part.then = Then::more;
        part.length = max_literal;
        std::memcpy(part.literal.data(), start, max_literal);
        start += max_literal;
        link = add(link, part);
    }
    if (link != nullptr) {
        node.length = uint8_t(end - start);
        std::memcpy(node.literal.data(), start, node.length);
        link = add(link, node);
    }
    node = Node();
    return link;
}

/// The child link of the node that is like this one, made where there is none; null where there is no room for it.
int16_t *Shapes::add(int16_t *link, const Node &node) {
    size_t siblings = 0;
    for (; *link >= 0; link = &nodes_[size_t(*link)].sibling) {
        if (nodes_[size_t(*link)].is_like(node)) return &nodes_[size_t(*link)].child;
        ++siblings;
    }
    if (siblings >= max_siblings || nodes_.size() >= max_nodes) return nullptr;
    // Reserved once, so that the links stay where they are.
    nodes_.reserve(max_nodes);
    *link = int16_t(nodes_.size());
    nodes_.push_back(node);
    return &nodes_.back().child;
}

void Shapes::forget() {
    nodes_.clear();
    root_ = -1;
    vain_ = 0;
}
