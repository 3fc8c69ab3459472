#include "CThreads.h"

__thread uint32_t ct_number_;
