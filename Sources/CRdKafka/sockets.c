#define _GNU_SOURCE
#include "CRdKafka.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

static int prepare(int file) {
    int on = 1;
    if (fcntl(file, F_SETFD, FD_CLOEXEC) != 0 || fcntl(file, F_SETFL, O_NONBLOCK) != 0) return errno;
    setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
#if defined(SO_NOSIGPIPE)
    setsockopt(file, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
    return 0;
}

static int wait_until_connected(int file, int timeout_ms) {
    struct pollfd wanted = {.fd = file, .events = POLLOUT};
    int ready = poll(&wanted, 1, timeout_ms);
    if (ready <= 0) return ready == 0 ? ETIMEDOUT : errno;
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(file, SOL_SOCKET, SO_ERROR, &error, &size) != 0 ? errno : error;
}

static int connect_to(const struct addrinfo *address, int timeout_ms) {
    int file = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    if (file < 0) return -errno;
    int error = prepare(file);
    if (error == 0 && connect(file, address->ai_addr, address->ai_addrlen) != 0) {
        error = errno == EINPROGRESS ? wait_until_connected(file, timeout_ms) : errno;
    }
    if (error == 0) return file;
    close(file);
    return -error;
}

int adtally_connect(const char *host, const char *port, int timeout_ms) {
    struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    if (getaddrinfo(host, port, &hints, &found) != 0) return -EHOSTUNREACH;
    int file = -EHOSTUNREACH;
    for (const struct addrinfo *next = found; next != NULL && file < 0; next = next->ai_next) {
        file = connect_to(next, timeout_ms);
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
