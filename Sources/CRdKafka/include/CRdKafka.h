#ifndef ADTALLY_CRDKAFKA_H
#define ADTALLY_CRDKAFKA_H

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <sys/types.h>

/// Produces one record through the variadic rd_kafka_producev(), which Swift cannot call.
///
/// rd_kafka_produceva(), which it could, frees the headers twice when it fails before librdkafka 2.12
/// (librdkafka issue 4627). Key and value are copied. `headers` may be NULL; they belong to librdkafka when this
/// returns RD_KAFKA_RESP_ERR_NO_ERROR and stay the caller's otherwise.
/// A `timestamp` of 0 means now. `token` comes back as the record's _private in its delivery report.
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
    void *token);

/// Such as "5.3.0-0-g54eaed1"; NULL where it is not used. A program that has this is linked with jemalloc, though only
/// libraries call malloc.
const char *adtally_jemalloc_version(void);

/// Connects by TCP, to the first address of `host` that answers; within `timeout_ms` for all of them, once they are known.
///
/// Returns a file that never blocks, without Nagle's delay, or a negative errno.
int adtally_connect(const char *host, const char *port, int timeout_ms);

/// send() that never raises SIGPIPE.
ssize_t adtally_send(int file, const void *bytes, size_t length);

/// Names the calling thread for `top -H` and debuggers. Here because Swift's Glibc module hides the GNU call.
void adtally_name_thread(const char *name);

#endif
