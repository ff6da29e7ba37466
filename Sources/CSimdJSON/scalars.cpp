#include "scalars.hpp"

#include <cstring>

namespace {

/// Python refuses to make an integer of a longer text (`sys.int_info.default_max_str_digits`).
constexpr long max_integer_digits = 4300;

/// Python's `Decimal` holds a number exactly when the exponent of its first digit is at most `max_exponent` and the
/// exponent of its last digit is at least `min_last_exponent` (libmpdec's MPD_MAX_EMAX and its widest etiny).
constexpr int64_t max_exponent = 999'999'999'999'999'999;
constexpr int64_t min_last_exponent = -1'999'999'999'999'999'997;
/// No text is long enough for its digits to bring a larger exponent back into the limits.
constexpr int64_t saturated_exponent = 4'000'000'000'000'000'000;

bool ends_scalar(uint8_t c) {
    return is_space(c) || c == ',' || c == '}' || c == ']' || c == ':' || c == '{' || c == '[';
}

Scalar literal(const uint8_t *start, const char *text, csj_kind kind) {
    const size_t length = std::strlen(text);
    const bool is_equal = std::strncmp(reinterpret_cast<const char *>(start), text, length) == 0;
    if (!is_equal || !ends_scalar(start[length])) return {};
    return {kind, uint32_t(length)};
}

const uint8_t *skip_digits(const uint8_t *p) {
    while (is_digit(*p)) ++p;
    return p;
}

/// Whether `Decimal` can hold the number `[digits, mantissa_end)` times ten to the `exponent`.
bool fits_decimal(const uint8_t *digits, const uint8_t *mantissa_end, int64_t exponent) {
    int64_t significant = 0;
    int64_t fraction = 0;
    bool after_point = false;
    for (const uint8_t *p = digits; p < mantissa_end; ++p) {
        if (*p == '.') {
            after_point = true;
            continue;
        }
        if (significant > 0 || *p != '0') ++significant;
        if (after_point) ++fraction;
    }
    const int64_t last = exponent - fraction;
    const int64_t first = last + (significant > 0 ? significant - 1 : 0);
    return first <= max_exponent && last >= min_last_exponent;
}

int64_t exponent_value(const uint8_t *p, const uint8_t *end) {
    const bool negative = *p == '-';
    if (*p == '-' || *p == '+') ++p;
    int64_t value = 0;
    for (; p < end; ++p) {
        if (value >= saturated_exponent / 10) {
            value = saturated_exponent;
            break;
        }
        value = value * 10 + (*p - '0');
    }
    return negative ? -value : value;
}

Scalar number(const uint8_t *start) {
    const uint8_t *digits = start + (*start == '-');
    const uint8_t *p = skip_digits(digits);
    const bool starts_well = p > digits && (*digits != '0' || p == digits + 1);
    if (!starts_well) return {};
    bool is_integer = true;
    if (*p == '.') {
        const uint8_t *fraction = p + 1;
        p = skip_digits(fraction);
        if (p == fraction) return {};
        is_integer = false;
    }
    bool extreme = false;
    if (*p == 'e' || *p == 'E') {
        const uint8_t *exponent = p + 1;
        const uint8_t *exponent_digits = exponent + (*exponent == '-' || *exponent == '+');
        const uint8_t *end = skip_digits(exponent_digits);
        if (end == exponent_digits) return {};
        extreme = !fits_decimal(digits, p, exponent_value(exponent, end));
        p = end;
        is_integer = false;
    }
    if (!ends_scalar(*p) || (is_integer && p - digits > max_integer_digits)) return {};
    return {is_integer ? csj_kind_integer : csj_kind_decimal, uint32_t(p - start), extreme};
}

}  // namespace

Scalar read_scalar(const uint8_t *start) {
    switch (*start) {
    case 't': return literal(start, "true", csj_kind_other);
    case 'f': return literal(start, "false", csj_kind_other);
    case 'n': return literal(start, "null", csj_kind_null);
    case 'N': return literal(start, "NaN", csj_kind_other);
    case 'I': return literal(start, "Infinity", csj_kind_other);
    case '-':
        if (start[1] == 'I') return literal(start, "-Infinity", csj_kind_other);
        return number(start);
    default: return number(start);
    }
}
