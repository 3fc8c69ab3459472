// What Swift cannot spell about threads: a variable that each thread has of its own.
#pragma once
#include <stdint.h>

// The number of this thread, from 1; 0 until it takes one. Swift calls it shared state, hence the two functions.
extern __thread uint32_t lx_thread_number_;
static inline uint32_t lx_thread_number(void) { return lx_thread_number_; }
static inline void lx_take_thread_number(uint32_t number) { lx_thread_number_ = number; }
