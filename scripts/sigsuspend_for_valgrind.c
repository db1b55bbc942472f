/*
 * Lets a Swift program run under valgrind: loaded before the C library by scripts/instructions.
 *
 * valgrind writes into the mask that sigsuspend is given, and the Swift runtime gives one that lies in read-only memory. The
 * program waits with a copy instead.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>

int sigsuspend(const sigset_t *mask) {
    static int (*next)(const sigset_t *);
    if (next == NULL) next = (int (*)(const sigset_t *))dlsym(RTLD_NEXT, "sigsuspend");
    sigset_t copy = *mask;
    return next(&copy);
}
