// What Swift cannot spell about threads: a variable that each thread has of its own.
#pragma once
#include <stdint.h>
#include <sys/prctl.h>

// The number of this thread, from 1; 0 until it takes one. Swift calls it shared state, hence the two functions.
extern __thread uint32_t ct_number_;
static inline uint32_t ct_number(void) { return ct_number_; }
static inline void ct_take_number(uint32_t number) { ct_number_ = number; }

// Names the calling thread; the kernel keeps 15 bytes. pthread_setname_np would need _GNU_SOURCE.
static inline void ct_name(const char *_Nonnull name) { prctl(PR_SET_NAME, name); }
