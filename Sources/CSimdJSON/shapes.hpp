#pragma once

#include <array>
#include <vector>

#include "CSimdJSON.h"
#include "unusual.hpp"

/// A value inside a text: what may differ between texts of one shape.
struct Leaf {
    csj_value value;  ///< its place in the text; neither an object nor an array
    int member;       ///< which of the wanted members it is, or -1
};

/// Texts of a shape that was seen before, read without finding out their structure again.
///
/// Who writes events writes them all alike: the same members in the same order, and only strings and numbers differ. A
/// shape is what lies between those: `{"eventId":"`, `","eventType":"` and so on. A text that has the very bytes of a
/// valid text in all those places, and a valid string or number in the others, is valid too, and its members are where
/// they were. Shapes that begin alike share their beginning (a trie, one node for each stretch between two values), so
/// optional members cost a comparison and not another attempt.
///
/// What does not match is left to simdjson and the walk, which judge it and teach its shape to this table. The table is
/// bounded; members with ever new names can fill it, and then it starts anew after a while.
class Shapes {
public:
    static constexpr size_t max_leaves = 64;
    static constexpr size_t max_literal = 64;

    Shapes() = default;
    Shapes(const Shapes &) = delete;  // nodes point at each other

    /// Handed on by value: the compiler then knows that no write to the values changes it.
    struct Text {
        const uint8_t *start;
        size_t length;
        UnusualBytes::View unusual;  ///< of it
    };

    /// Finds the values of a text whose shape is known.
    ///
    /// @param from where it begins.
    /// @param is_line whether it is only the first line of what is there.
    /// @param values one for each wanted member, and one more for all others; undefined when this returns null.
    /// @return the end of the text; null when its shape is not known, or a value is not as plain as it expects.
    const uint8_t *match(const Text &text, size_t from, bool is_line, csj_value *values) const;

    /// Remembers the shape of a text, which must be valid.
    ///
    /// @param value_count how many members are wanted.
    /// @param leaves in the order of the text.
    void learn(const uint8_t *text, size_t length, size_t value_count, const Leaf *leaves, size_t count);

private:
    static constexpr size_t max_nodes = 512;
    static constexpr size_t max_siblings = 12;
    static constexpr size_t max_constants = 4;
    /// So many texts find no place before the table is given up.
    static constexpr size_t patience = 20'000;

    enum class Then : uint8_t { string, number, more, end };

    /// A wanted member whose value is part of the literal, such as null.
    struct Constant {
        int8_t member = -1;
        csj_kind kind = csj_kind_absent;
        bool operator==(const Constant &other) const { return member == other.member && kind == other.kind; }
    };

    struct Node {
        std::array<uint8_t, max_literal> literal = {};
        std::array<uint8_t, max_literal> mask = {};  ///< ones for as many bytes as the literal has
        uint8_t length = 0;
        Then then = Then::end;
        uint8_t member = 0;  ///< of the value that follows; the number of the wanted ones for any other
        uint8_t constant_count = 0;
        bool has_line_feed = false;  ///< white space that a line cannot have
        bool is_plain = false;       ///< a string follows, and there is nothing else to do
        uint32_t absent = 0;  ///< at the end of a text: the members that it has not
        Node *child = nullptr;
        Node *sibling = nullptr;
        std::array<Constant, max_constants> constants = {};

        bool begins(const uint8_t *p, const uint8_t *end) const;
        template <bool is_line>
        const uint8_t *read(const uint8_t *value, Text text, csj_value *values) const;
        bool is_like(const Node &other) const;
        void set_literal(const uint8_t *start, size_t count);
        void set_constants(csj_value *values) const;
        void forget_constant(int member);
    };

    std::vector<Node> nodes_;
    Node *root_ = nullptr;
    size_t vain_ = 0;

    Node **add(Node **link, const Node &node);
    Node **add_literal(Node **link, const uint8_t *start, const uint8_t *end, Node &node);
    template <bool is_line>
    const uint8_t *match_as(Text text, size_t from, csj_value *values) const;
    void learned_in_vain();
    void forget();
};
