// Threads, processes and the terminal: the calls Swift cannot spell. Every call answers its result, or -errno.
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/types.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

// Declared only under _GNU_SOURCE, which changes fd_set and breaks debug builds beside Glibc's module.
int pthread_setname_np(pthread_t thread, const char *_Nonnull name);
int pipe2(int *_Nonnull ends, int flags);

#define LXP_(call) ({ long r_ = (call); r_ < 0 ? -(long)errno : r_; })

/// Waits until a descriptor takes more: 1, or -errno.
static inline long lx_wait_writable(int fd) {
    struct pollfd p = {.fd = fd, .events = POLLOUT};
    return LXP_(poll(&p, 1, -1));
}
/// The columns of a terminal, 0 where there is none.
static inline long lx_columns(int fd) {
    struct winsize w;
    return ioctl(fd, TIOCGWINSZ, &w) ? 0 : w.ws_col;
}
/// How many files this process may have open.
static inline uint64_t lx_open_file_limit(void) {
    struct rlimit limit;
    return getrlimit(RLIMIT_NOFILE, &limit) ? 0 : limit.rlim_cur;
}
/// The bytes that this user may still write in a folder, or -errno.
static inline int64_t lx_free_bytes(const char *_Nonnull folder) {
    struct statvfs s;
    return statvfs(folder, &s) ? -(int64_t)errno : (int64_t)s.f_bavail * (int64_t)s.f_frsize;
}

/// A program to be started. Its streams are open descriptors; it leads a process group of its own.
struct lx_program {
    const char *_Nonnull path;
    char *_Nullable const *_Nonnull arguments, *_Nullable const *_Nonnull environment;
    const char *_Nullable folder;
    int input, output, errors;
    int death_signal;
};
/// Starts it: its process id, or -errno, also when it could not be executed. No signal is blocked or ignored in it.
long lx_start(const struct lx_program *_Nonnull program);

/// A descriptor that can be polled for the end of a process (Linux 5.3).
long lx_process_descriptor(pid_t process);

/// Waits for a process to end, but does not reap it: its number stays its own.
static inline long lx_await_end(pid_t process) {
    siginfo_t info;
    long r;
    do r = LXP_(waitid(P_PID, (id_t)process, &info, WEXITED | WNOWAIT)); while (r == -EINTR);
    return r;
}
/// The exit code of a process that has ended, or -1 less the number of the signal that ended it.
static inline long lx_reap(pid_t process) {
    int status = 0;
    long r;
    do r = LXP_(waitpid(process, &status, 0)); while (r == -EINTR);
    return WIFSIGNALED(status) ? -1 - WTERMSIG(status) : WEXITSTATUS(status);
}
static inline long lx_pipe(int *_Nonnull ends) { return LXP_(pipe2(ends, O_CLOEXEC)); }

/// Waits until there is something to read, or the process of the second descriptor has ended (bit 0, bit 1).
static inline int lx_wait_output(int output, int process) {
    struct pollfd p[2] = {{.fd = output, .events = POLLIN}, {.fd = process, .events = POLLIN}};
    int n;
    do n = poll(p, 2, -1); while (n < 0 && errno == EINTR);
    return (p[0].revents ? 1 : 0) | (p[1].revents ? 2 : 0);
}
/// Whether something can be read at once.
static inline int lx_has_output(int output) {
    struct pollfd p = {.fd = output, .events = POLLIN};
    return poll(&p, 1, 0) > 0 && (p.revents & POLLIN);
}
