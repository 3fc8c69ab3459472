#define _GNU_SOURCE
#include "Processes.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// What runs between vfork and exec shares the parent's memory: system calls only, nothing allocated, nothing returned.
// What fails there is told through a pipe: under the thread sanitizer vfork is a fork, and shares nothing.
long lx_start(const struct lx_program *program) {
    sigset_t all, before, none;
    sigfillset(&all);
    sigemptyset(&none);
    const struct { void *handler; unsigned long flags; void *restorer; unsigned long mask; } standard = {0};
    pid_t parent = getpid();
    int report[2];
    if (pipe2(report, O_CLOEXEC)) return -(long)errno;
    // A signal handler must not run in the child, on the parent's stack.
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t child = vfork();
    if (child == 0) {
        // Not by signal(3): glibc refuses to touch the two that it keeps for itself, which may be ignored, too.
        for (int number = 1; number < NSIG; number++) syscall(SYS_rt_sigaction, number, &standard, 0, sizeof(long));
        setpgid(0, 0);
        // The kernel sends it when the *thread* that started the child ends: that thread must stay.
        if (program->death_signal) prctl(PR_SET_PDEATHSIG, program->death_signal);
        if (getppid() != parent) _exit(127);
        int in = program->input, out = program->output;
        // Out of the way of the three that the child keeps.
        int teller = fcntl(report[1], F_DUPFD_CLOEXEC, 3);
        if (dup2(in, 0) >= 0 && dup2(out, 1) >= 0 && dup2(program->errors, 2) >= 0
            && !(program->folder && chdir(program->folder))) {
            syscall(SYS_close_range, 3u, ~0u, CLOSE_RANGE_CLOEXEC);
            sigprocmask(SIG_SETMASK, &none, 0);
            execve(program->path, program->arguments, program->environment);
        }
        int failure = errno;
        while (write(teller, &failure, sizeof failure) < 0 && errno == EINTR) {}
        _exit(127);
    }
    int error = errno;
    close(report[1]);
    pthread_sigmask(SIG_SETMASK, &before, 0);
    int failure = 0;
    ssize_t told = 0;
    if (child > 0) do told = read(report[0], &failure, sizeof failure); while (told < 0 && errno == EINTR);
    close(report[0]);
    if (child < 0) return -(long)error;
    if (told == sizeof failure) {
        lx_reap(child);
        return -(long)failure;
    }
    return child;
}

long lx_process_descriptor(pid_t process) { return LXP_(syscall(SYS_pidfd_open, process, 0)); }
