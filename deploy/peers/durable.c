// What durable small files cost at best: `durable FOLDER THREADS COUNT` writes files of 1,280 bytes (1 KiB and the
// record of a blob), each under another name first, with one fsync of the file and one of its folder.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int root, total, next_file;

static void check(int ok, const char *what) {
    if (ok) return;
    perror(what);
    exit(1);
}

static void *work(void *unused) {
    char bytes[1280], staged[64], name[64];
    memset(bytes, 'x', sizeof bytes);
    for (int i; (i = __atomic_fetch_add(&next_file, 1, __ATOMIC_RELAXED)) < total;) {
        snprintf(staged, sizeof staged, "staging/%d", i);
        snprintf(name, sizeof name, "objects/%d", i);
        int file = openat(root, staged, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
        check(file >= 0, "open");
        check(write(file, bytes, sizeof bytes) == sizeof bytes, "write");
        check(fsync(file) == 0, "fsync");
        close(file);
        check(renameat(root, staged, root, name) == 0, "rename");
        int folder = openat(root, "objects", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        check(folder >= 0 && fsync(folder) == 0, "fsync of the folder");
        close(folder);
    }
    return unused;
}

int main(int count, char **words) {
    check(count == 4, "usage: durable FOLDER THREADS COUNT");
    int threads = atoi(words[2]);
    total = atoi(words[3]);
    check(threads > 0 && threads <= 256, "threads");
    root = open(words[1], O_RDONLY | O_DIRECTORY);
    check(root >= 0, words[1]);
    check(mkdirat(root, "staging", 0750) == 0 && mkdirat(root, "objects", 0750) == 0, "mkdir");
    pthread_t thread[256];
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int i = 0; i < threads; i++) check(pthread_create(&thread[i], 0, work, 0) == 0, "thread");
    for (int i = 0; i < threads; i++) pthread_join(thread[i], 0);
    clock_gettime(CLOCK_MONOTONIC, &end);
    double seconds = (end.tv_sec - start.tv_sec) + (end.tv_nsec - start.tv_nsec) / 1e9;
    printf("%.0f objects/s\n", total / seconds);
}
