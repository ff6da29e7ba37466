#pragma once

#include <cstdint>

#include "CSimdJSON.h"

/// A token that is not a string nor a bracket, such as `-1.5e3` or `true`.
struct Scalar {
    csj_kind kind = csj_kind_absent;  ///< absent: the token is not JSON
    uint32_t length = 0;
    bool extreme = false;  ///< a decimal that Python's `Decimal` cannot hold
};

/// Reads the scalar at `start`, which must be followed by white space somewhere (the padding is).
Scalar read_scalar(const uint8_t *start);

inline bool is_space(uint8_t c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
inline bool is_digit(uint8_t c) { return unsigned(c - '0') < 10; }
