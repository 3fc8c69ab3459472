// zlib: what Swift sees of it, and the macros that Swift cannot call.
#pragma once
#include <zlib.h>

// 16 more than the window asks for gzip's own head and tail.
static inline int apus_deflate_init(z_stream *_Nonnull stream, int level, int memory) {
    return deflateInit2(stream, level, Z_DEFLATED, MAX_WBITS + 16, memory, Z_DEFAULT_STRATEGY);
}
static inline int apus_inflate_init(z_stream *_Nonnull stream) { return inflateInit2(stream, MAX_WBITS + 16); }
