// REDNODE_ASSERT: a statement about our own code that stays on in every build.
//
// A failure is a bug of ours: it prints the place and aborts, and the service manager starts us
// again. It never looks at input: what came from a file, a peer or an operator is a Result.
#pragma once

#include <cstdio>
#include <cstdlib>

#define REDNODE_ASSERT(condition)                                                            \
  do {                                                                                       \
    if (!(condition)) {                                                                      \
      std::fprintf(stderr, "%s:%d: assertion failed: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)
