// Threads, processes and the terminal: the calls Swift cannot spell. Every call answers its result, or -errno.
#pragma once
#include <pthread.h>

// Declared only under _GNU_SOURCE, which changes fd_set and breaks debug builds beside Glibc's module.
int pthread_setname_np(pthread_t thread, const char *_Nonnull name);
