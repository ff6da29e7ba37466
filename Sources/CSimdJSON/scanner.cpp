#include <simdjson.h>

#include <cstring>
#include <memory>
#include <new>

#include "CSimdJSON.h"
#include "shapes.hpp"
#include "walk.hpp"

namespace {

constexpr size_t padding = 64;  // at least SIMDJSON_PADDING, and longer than any literal
static_assert(padding >= simdjson::SIMDJSON_PADDING);

/// Hides surrogates (ED A0..BF xx) behind private-use characters of the same length.
void mask_surrogates(uint8_t *text, size_t length) {
    for (size_t i = 0; i + 2 < length; ++i) {
        const bool surrogate = text[i] == 0xED && (text[i + 1] & 0xE0) == 0xA0 && (text[i + 2] & 0xC0) == 0x80;
        if (surrogate) std::memcpy(text + i, "\xEE\x80\x80", 3);
    }
}

}  // namespace

struct csj_scanner {
    Names names;
    Shapes shapes;
    /// Of the text that is scanned, and of the lines that are read one after the other.
    UnusualBytes unusual, unusual_of_lines;
    Shapes::Text lines = {nullptr, 0, unusual_of_lines.view()};
    bool allows_surrogates;
    size_t capacity = 0;
    std::unique_ptr<uint8_t[]> text;
    std::unique_ptr<simdjson::internal::dom_parser_implementation> indexer;

    csj_scanner(Names names, bool allows_surrogates) : names(names), allows_surrogates(allows_surrogates) {}

    bool reserve(size_t wanted) {
        if (wanted <= capacity && indexer) return true;
        if (wanted > simdjson::SIMDJSON_MAXSIZE_BYTES - padding) return false;
        const size_t room = wanted < 2 * capacity ? 2 * capacity : wanted;
        std::unique_ptr<uint8_t[]> larger(new (std::nothrow) uint8_t[room + padding]);
        if (!larger) return false;
        const auto &simd = simdjson::get_active_implementation();
        capacity = 0;
        if (simd->create_dom_parser_implementation(room, 1, indexer) != simdjson::SUCCESS) return false;
        text = std::move(larger);
        capacity = room;
        return true;
    }

    /// simdjson's first stage: where each token starts, and whether the text is UTF-8.
    simdjson::error_code index(const uint8_t *bytes, size_t length) {
        const auto mode = simdjson::stage1_mode::regular;
        auto error = indexer->stage1(text.get(), length, mode);
        if (error != simdjson::UTF8_ERROR || !allows_surrogates) return error;
        mask_surrogates(text.get(), length);
        error = indexer->stage1(text.get(), length, mode);
        std::memcpy(text.get(), bytes, length);
        return error;
    }
};

csj_scanner *csj_scanner_create(const csj_name *names, size_t count, size_t capacity, bool allows_surrogates) {
    auto *scanner = new (std::nothrow) csj_scanner(Names(names, count), allows_surrogates);
    if (scanner != nullptr && !scanner->reserve(capacity)) {
        delete scanner;
        return nullptr;
    }
    return scanner;
}

void csj_scanner_destroy(csj_scanner *scanner) { delete scanner; }

bool csj_begin_lines(csj_scanner *scanner, const uint8_t *bytes, size_t length) {
    const bool has_memory = scanner->unusual_of_lines.find(bytes, length);
    scanner->lines = {bytes, has_memory ? length : 0, scanner->unusual_of_lines.view()};
    return has_memory;
}

bool csj_scan_known_line(const csj_scanner *scanner, size_t from, size_t *line_length, csj_value *values) {
    // Without memory there are none.
    if (from >= scanner->lines.length) return false;
    const uint8_t *end = scanner->shapes.match(scanner->lines, from, true, values);
    if (end == nullptr) return false;
    *line_length = size_t(end - scanner->lines.start) - from;
    return true;
}

csj_status csj_scan(csj_scanner *scanner, const uint8_t *bytes, size_t length, csj_value *values) {
    if (length == 0) return csj_status_not_json;
    if (!scanner->unusual.find(bytes, length)) return csj_status_no_memory;
    const Shapes::Text known = {bytes, length, scanner->unusual.view()};
    if (scanner->shapes.match(known, 0, false, values) != nullptr) return csj_status_ok;
    if (!scanner->reserve(length)) return csj_status_no_memory;
    uint8_t *text = scanner->text.get();
    std::memcpy(text, bytes, length);
    std::memset(text + length, ' ', padding);
    const auto error = scanner->index(bytes, length);
    if (error == simdjson::UTF8_ERROR) return csj_status_not_utf8;
    if (error != simdjson::SUCCESS) return csj_status_not_json;
    const bool has_escapes = std::memchr(text, '\\', length) != nullptr;
    const auto &indexer = *scanner->indexer;
    Walk walk(text, indexer.structural_indexes.get(), indexer.n_structural_indexes, has_escapes);
    const csj_status status = walk.object(scanner->names, values);
    if (status == csj_status_ok && walk.leaves() != nullptr) {
        scanner->shapes.learn(text, length, scanner->names.count(), walk.leaves(), walk.leaf_count());
    }
    // The caller's text outlives the copy, which the next scan overwrites.
    for (size_t i = 0; i < scanner->names.count(); ++i) {
        if (values[i].start != nullptr) values[i].start = bytes + (values[i].start - text);
    }
    return status;
}

bool csj_is_utf8(const uint8_t *bytes, size_t length) {
    return simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), length);
}
