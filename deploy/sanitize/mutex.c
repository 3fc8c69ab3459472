// Shows the thread sanitizer what it cannot see: a Synchronization.Mutex that was fought over.
//
// Taking a free mutex is inlined into our code and seen. Waiting for one happens in libswiftSynchronization.so, which
// is not instrumented, so that everything the mutex guards is reported as a race. Loaded before that library, this one
// stands between and adds the two notes that are missing. Nothing is suppressed by it: a true race is still reported.
//
//     clang -shared -fPIC -O2 deploy/sanitize/mutex.c -o mutex.so
//     LD_PRELOAD=$PWD/mutex.so swift test --skip-build --sanitize=thread …
//
// The names are a part of that library's binary interface.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>

// There only in a program that was built with the sanitizer.
extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

static void *original(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) abort();
    return found;
}

SWIFT void lock_slowly(uint32_t state, SELF) __asm__(LOCK);
SWIFT void lock_slowly(uint32_t state, SELF) {
    ((SWIFT void (*)(uint32_t, SELF))original(LOCK))(state, self);
    if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT void unlock_slowly(SELF) __asm__(UNLOCK);
SWIFT void unlock_slowly(SELF) {
    if (__tsan_release) __tsan_release(self);
    ((SWIFT void (*)(SELF))original(UNLOCK))(self);
}
