#define _GNU_SOURCE
#include "CRdKafka.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int prepare(int file) {
    int on = 1;
    if (fcntl(file, F_SETFD, FD_CLOEXEC) != 0 || fcntl(file, F_SETFL, O_NONBLOCK) != 0) return errno;
    setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(file, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
#if defined(SO_NOSIGPIPE)
    setsockopt(file, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
    return 0;
}

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int wait_until_connected(int file, int64_t deadline) {
    struct pollfd wanted = {.fd = file, .events = POLLOUT};
    int ready;
    do {
        int64_t left = deadline - now_ms();
        ready = poll(&wanted, 1, left > 0 ? (int)left : 0);
    } while (ready < 0 && errno == EINTR);
    if (ready <= 0) return ready == 0 ? ETIMEDOUT : errno;
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(file, SOL_SOCKET, SO_ERROR, &error, &size) != 0 ? errno : error;
}

static int connect_to(const struct addrinfo *address, int64_t deadline) {
    int file = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    if (file < 0) return -errno;
    int error = prepare(file);
    if (error == 0 && connect(file, address->ai_addr, address->ai_addrlen) != 0) {
        // Interrupted, it goes on connecting as well.
        error = errno == EINPROGRESS || errno == EINTR ? wait_until_connected(file, deadline) : errno;
    }
    if (error == 0) return file;
    close(file);
    return -error;
}

int adtally_connect(const char *host, const char *port, int timeout_ms) {
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    if (getaddrinfo(host, port, &hints, &found) != 0) return -EHOSTUNREACH;
    int64_t deadline = now_ms() + timeout_ms;
    int file = -EHOSTUNREACH;
    for (const struct addrinfo *next = found; next != NULL && file < 0; next = next->ai_next) {
        // Each has its share of the time, so that a silent one leaves some for those behind it.
        int shares = 0;
        for (const struct addrinfo *rest = next; rest != NULL; rest = rest->ai_next) shares++;
        int64_t now = now_ms();
        file = connect_to(next, now < deadline ? now + (deadline - now) / shares : now);
    }
    freeaddrinfo(found);
    return file;
}

ssize_t adtally_send(int file, const void *bytes, size_t length) {
#if defined(MSG_NOSIGNAL)
    return send(file, bytes, length, MSG_NOSIGNAL);
#else
    return send(file, bytes, length, 0);
#endif
}
