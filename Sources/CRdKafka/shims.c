#define _GNU_SOURCE
#include "CRdKafka.h"

#include <pthread.h>
#include <stdio.h>

#if defined(__linux__)
#include <jemalloc/jemalloc.h>
#endif

// The macros take `void *` where the function only reads.
#define UNCONST(pointer) ((void *)(uintptr_t)(pointer))

rd_kafka_resp_err_t adtally_produce(
    rd_kafka_t *client,
    rd_kafka_topic_t *topic,
    int32_t partition,
    const void *key,
    size_t key_length,
    const void *value,
    size_t value_length,
    int64_t timestamp,
    rd_kafka_headers_t *headers,
    void *token) {
    if (headers == NULL) {
        return rd_kafka_producev(
            client,
            RD_KAFKA_V_RKT(topic),
            RD_KAFKA_V_PARTITION(partition),
            RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
            RD_KAFKA_V_KEY(key, key_length),
            RD_KAFKA_V_VALUE(UNCONST(value), value_length),
            RD_KAFKA_V_TIMESTAMP(timestamp),
            RD_KAFKA_V_OPAQUE(token),
            RD_KAFKA_V_END);
    }
    return rd_kafka_producev(
        client,
        RD_KAFKA_V_RKT(topic),
        RD_KAFKA_V_PARTITION(partition),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY(key, key_length),
        RD_KAFKA_V_VALUE(UNCONST(value), value_length),
        RD_KAFKA_V_TIMESTAMP(timestamp),
        RD_KAFKA_V_HEADERS(headers),
        RD_KAFKA_V_OPAQUE(token),
        RD_KAFKA_V_END);
}

const char *adtally_jemalloc_version(void) {
#if defined(__linux__)
    const char *version = NULL;
    size_t size = sizeof version;
    return mallctl("version", &version, &size, NULL, 0) == 0 ? version : NULL;
#else
    return NULL;
#endif
}

void adtally_name_thread(const char *name) {
#if defined(__APPLE__)
    pthread_setname_np(name);
#else
    // Linux takes 15 bytes and refuses more.
    char cut[16];
    snprintf(cut, sizeof cut, "%s", name);
    pthread_setname_np(pthread_self(), cut);
#endif
}
