#include "walk.hpp"

#include "scalars.hpp"
#include "strings.hpp"

namespace {

/// Python's `json` gives up on deeper ones (measured with the reference oracle); the record's own object is the first.
constexpr size_t max_depth = 992;

/// The containers that are open inside a member, one bit each: 1 for an object.
class Nesting {
public:
    bool is_empty() const { return depth_ == 0; }
    bool in_object() const { return bits_[(depth_ - 1) / 64] >> ((depth_ - 1) % 64) & 1; }
    uint8_t closer() const { return in_object() ? '}' : ']'; }
    void pop() { --depth_; }

    /// False when that would be too deep; one level is the record's own.
    bool push(bool object) {
        if (depth_ + 1 >= max_depth) return false;
        const uint64_t bit = uint64_t(1) << (depth_ % 64);
        uint64_t &word = bits_[depth_ / 64];
        word = object ? word | bit : word & ~bit;
        ++depth_;
        return true;
    }

private:
    uint64_t bits_[max_depth / 64 + 1];
    size_t depth_ = 0;
};

bool is_opener(uint8_t c) { return c == '{' || c == '['; }

}  // namespace

csj_status Walk::object(const Names &names, csj_value *values) {
    for (size_t i = 0; i < names.count(); ++i) values[i] = {};
    if (take() != '{') return csj_status_not_an_object;
    if (peek() == '}') {
        ++next_;
    } else {
        uint8_t separator = ',';
        while (separator == ',') {
            csj_value name = {}, found = {};
            if (!key(name)) return csj_status_not_json;
            const csj_status status = value(found);
            if (status != csj_status_ok) return status;
            const int index = find(names, name);
            if (index >= 0) values[index] = found;
            note(found, index);
            separator = take();
        }
        if (separator != '}') return csj_status_not_json;
    }
    if (next_ != end_) return csj_status_not_json;
    return has_extreme_number_ ? csj_status_extreme_number : csj_status_ok;
}

csj_status Walk::value(csj_value &out) {
    const uint8_t first = peek();
    if (is_opener(first)) {
        out.kind = csj_kind_other;
        return container();
    }
    return leaf(out) ? csj_status_ok : csj_status_not_json;
}

bool Walk::leaf(csj_value &out) { return peek() == '"' ? string(out) : scalar(out); }

/// Takes note of a value that was read, for the shape of the text.
void Walk::note(const csj_value &value, int member) {
    if (leaf_count_ < Shapes::max_leaves) leaves_[leaf_count_] = {value, member};
    ++leaf_count_;
}

/// Skips an object or array and everything in it, in step with its brackets.
csj_status Walk::container() {
    Nesting open;
    csj_value skipped = {};
    do {
        // A value: either it opens a container with something in it, or it is complete at once.
        if (is_opener(peek())) {
            if (!open.push(take() == '{')) return csj_status_too_deep;
            if (peek() != open.closer()) {
                if (open.in_object() && !key(skipped)) return csj_status_not_json;
                continue;
            }
        } else {
            if (!leaf(skipped)) return csj_status_not_json;
            note(skipped, -1);
        }
        // A complete value: close the containers that end with it, up to the comma before the next value.
        uint8_t separator = take();
        while (separator == open.closer()) {
            open.pop();
            if (open.is_empty()) return csj_status_ok;
            separator = take();
        }
        if (separator != ',') return csj_status_not_json;
        if (open.in_object() && !key(skipped)) return csj_status_not_json;
    } while (true);
}

bool Walk::string(csj_value &out) {
    const uint8_t *open = text_ + *next_;
    if (*open != '"') return false;
    // Between a string's end and the next token there is only white space: no need to search for the closing quote.
    const uint8_t *close = text_ + *++next_ - 1;
    while (*close != '"') {
        if (!is_space(*close)) return false;
        --close;
    }
    if (close == open) return false;
    const uint8_t *start = open + 1;
    out.start = start;
    out.length = uint32_t(close - start);
    out.kind = csj_kind_string;
    out.escaped = has_escapes_ && std::memchr(start, '\\', out.length) != nullptr;
    return !out.escaped || has_valid_escapes(start, close);
}

bool Walk::scalar(csj_value &out) {
    const uint8_t *start = text_ + *next_++;
    const Scalar scalar = read_scalar(start);
    has_extreme_number_ |= scalar.extreme;
    out.start = start;
    out.length = scalar.length;
    out.kind = scalar.kind;
    return scalar.kind != csj_kind_absent;
}

int Walk::find(const Names &names, const csj_value &key) const {
    if (!key.escaped) return names.find(key.start, key.length);
    constexpr size_t longest_escaped_name = 6 * Names::max_length;
    if (key.length > longest_escaped_name) return -1;
    uint8_t unescaped[longest_escaped_name];
    bool has_lone_surrogate;
    const size_t length = csj_unescape(key.start, key.length, unescaped, &has_lone_surrogate);
    return names.find(unescaped, length);
}
