#pragma once

#include <cstddef>
#include <cstdint>

/// Whether every backslash in `[p, end)` starts an escape that JSON knows.
bool has_valid_escapes(const uint8_t *p, const uint8_t *end);
