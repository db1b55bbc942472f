#include "build_identity.h"

// Swift takes no text from the build; C does, and a new commit compiles this file alone.
#ifndef SALLYPORT_COMMIT
#define SALLYPORT_COMMIT ""
#endif

const char *sallyport_commit(void) { return SALLYPORT_COMMIT; }
