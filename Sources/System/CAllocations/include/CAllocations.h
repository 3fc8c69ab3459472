#pragma once

/// How often this process has asked for memory. A program that links this counts; no other does.
unsigned long ca_allocations(void);
