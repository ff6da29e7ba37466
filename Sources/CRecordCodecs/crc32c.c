#include "CRecordCodecs.h"

#include <isa-l/crc.h>
#include <limits.h>

uint32_t adt_crc32c(const void *bytes, size_t length) {
    // ISA-L takes the bytes as not const, though it only reads them, and their count as an int.
    unsigned char *next = (unsigned char *)(uintptr_t)bytes;
    unsigned int crc = UINT32_MAX;
    while (length > 0) {
        int part = length > INT_MAX ? INT_MAX : (int)length;
        crc = crc32_iscsi(next, part, crc);
        next += part;
        length -= (size_t)part;
    }
    return ~crc;
}
