// Threads, processes and the terminal: the calls Swift cannot spell. Every call answers its result, or -errno.
#pragma once
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>

// Declared only under _GNU_SOURCE, which changes fd_set and breaks debug builds beside Glibc's module.
int pthread_setname_np(pthread_t thread, const char *_Nonnull name);

/// Waits until a descriptor takes more: 1, or -errno.
static inline long lx_wait_writable(int fd) {
    struct pollfd p = {.fd = fd, .events = POLLOUT};
    long n = poll(&p, 1, -1);
    return n < 0 ? -(long)errno : n;
}
/// The columns of a terminal, 0 where there is none.
static inline long lx_columns(int fd) {
    struct winsize w;
    return ioctl(fd, TIOCGWINSZ, &w) ? 0 : w.ws_col;
}
