#pragma once

#include "CSimdJSON.h"
#include "names.hpp"
#include "shapes.hpp"

/// One pass over the tokens that simdjson's first stage has found in a text.
///
/// simdjson's own on-demand `skip` only counts brackets, so `{"a":1,}` and `[1,2}` would pass; this walk checks every
/// comma, colon and bracket. It never runs past the tokens: the first stage ends them with the offset of the padding,
/// which holds spaces, and no step takes a space for what it expects.
class Walk {
public:
    /// @param text padded with white space.
    /// @param tokens offsets of `count` tokens, and one more: that of the padding.
    /// @param has_escapes whether there is a backslash anywhere in the text.
    Walk(const uint8_t *text, const uint32_t *tokens, size_t count, bool has_escapes)
        : text_(text), next_(tokens), end_(tokens + count), has_escapes_(has_escapes) {}

    csj_status object(const Names &names, csj_value *values);

    /// The values that are neither an object nor an array, in their order; null when there are too many.
    const Leaf *leaves() const { return leaf_count_ <= Shapes::max_leaves ? leaves_ : nullptr; }
    size_t leaf_count() const { return leaf_count_; }

private:
    const uint8_t *text_;
    const uint32_t *next_;
    const uint32_t *end_;
    const bool has_escapes_;
    bool has_extreme_number_ = false;
    Leaf leaves_[Shapes::max_leaves];
    size_t leaf_count_ = 0;

    uint8_t peek() const { return text_[*next_]; }
    uint8_t take() { return text_[*next_++]; }

    bool string(csj_value &out);
    bool key(csj_value &out) { return string(out) && take() == ':'; }
    bool scalar(csj_value &out);
    csj_status value(csj_value &out);
    bool leaf(csj_value &out);
    void note(const csj_value &value, int member);
    csj_status container();
    int find(const Names &names, const csj_value &key) const;
};
