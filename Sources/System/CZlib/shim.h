// zlib: what Swift sees of it, and the macros that Swift cannot call.
#pragma once
#include <zlib.h>
