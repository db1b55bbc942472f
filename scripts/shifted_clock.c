// A clock of the wall that can be shifted while a program runs: for scripts/faults, loaded before the C library.
//
//     gcc -shared -fPIC -O2 -o shifted_clock.so shifted_clock.c
//
// SHIFTED_CLOCK names a file of eight bytes: the seconds by which CLOCK_REALTIME is shifted, in the order of this machine.
// Other clocks go on as they are, and so do timers.

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *shift;

__attribute__((constructor)) static void start(void) {
    const char *path = getenv("SHIFTED_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *place = mmap(NULL, sizeof *shift, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (place != MAP_FAILED) shift = place;
}

static int64_t shifted(clockid_t clock) {
    return shift && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) ? *shift : 0;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int status = syscall(SYS_clock_gettime, clock, now);
    if (status == 0) now->tv_sec += shifted(clock);
    return status;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    (void)zone;
    struct timespec precise;
    int status = clock_gettime(CLOCK_REALTIME, &precise);
    if (status == 0 && now) {
        now->tv_sec = precise.tv_sec;
        now->tv_usec = precise.tv_nsec / 1000;
    }
    return status;
}

time_t time(time_t *result) {
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return (time_t)-1;
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}
