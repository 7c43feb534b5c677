// Loaded before libc (LD_PRELOAD): counts the calls of a program that change files below a directory, and at one of them kills the program or
// lets the call fail. It knows nothing of the program, so SQLite's writes count as well as our own.
//
//   FAULT_ROOT   absolute path; calls about other files pass
//   FAULT_AT     the number of the call, from 1; 0 for none
//   FAULT_KIND   kill | an errno's number | an errno's number and '+': that call and all after it (removals always pass)
//   FAULT_COUNT  a file to which each call appends a byte, its kind
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static char root[4096];
static long at;
static int number, lasting, kills, counter = -1;
static atomic_long calls;
static _Atomic unsigned char watched[65536];

__attribute__((constructor)) static void start(void) {
    const char *where = getenv("FAULT_ROOT"), *when = getenv("FAULT_AT"), *kind = getenv("FAULT_KIND"), *count = getenv("FAULT_COUNT");
    if (!where) return;
    snprintf(root, sizeof root, "%s", where);
    at = when ? atol(when) : 0;
    kills = kind && !strcmp(kind, "kill");
    number = kind ? atoi(kind) : 0;
    lasting = kind && strchr(kind, '+');
    if (count) {
        int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
        counter = next(count, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    }
}

// Nonzero: the call must fail with this errno.
static int fault(char kind, int removes) {
    long mine = atomic_fetch_add(&calls, 1) + 1;
    if (counter >= 0) {
        ssize_t (*next)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
        next(counter, &kind, 1);
    }
    if (!at || mine < at) return 0;
    if (kills) {
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
    if (mine > at && !lasting) return 0;
    return removes ? 0 : number;
}

static int below(const char *path) {
    if (!root[0] || !path) return 0;
    if (path[0] == '/') return !strncmp(path, root, strlen(root));
    char here[4096];
    return getcwd(here, sizeof here) && !strncmp(here, root, strlen(root));
}

static int tracked(int descriptor) { return descriptor >= 0 && descriptor < 65536 && watched[descriptor]; }

#define NEXT(name) __typeof__(&name) next = dlsym(RTLD_NEXT, #name)
#define FAIL(kind, removes)                                                                                                                \
    do {                                                                                                                                   \
        int error = fault(kind, removes);                                                                                                  \
        if (error) {                                                                                                                       \
            errno = error;                                                                                                                 \
            return -1;                                                                                                                     \
        }                                                                                                                                  \
    } while (0)

#define OPEN(name)                                                                                                                         \
    int name(const char *path, int flags, ...) {                                                                                           \
        va_list list;                                                                                                                      \
        va_start(list, flags);                                                                                                             \
        mode_t mode = va_arg(list, mode_t);                                                                                                \
        va_end(list);                                                                                                                      \
        NEXT(name);                                                                                                                        \
        int mine = below(path), changes = mine && (flags & (O_CREAT | O_TRUNC));                                                           \
        if (changes) FAIL('o', 0);                                                                                                         \
        int descriptor = next(path, flags, mode);                                                                                          \
        if (descriptor >= 0 && descriptor < 65536) watched[descriptor] = mine && (flags & O_ACCMODE) != O_RDONLY;                          \
        return descriptor;                                                                                                                 \
    }
OPEN(open)
OPEN(open64)

#define ON_FILE(name, kind, parameters, arguments)                                                                                         \
    ssize_t name parameters {                                                                                                              \
        NEXT(name);                                                                                                                        \
        if (tracked(descriptor)) FAIL(kind, 0);                                                                                            \
        return next arguments;                                                                                                             \
    }
ON_FILE(write, 'w', (int descriptor, const void *bytes, size_t count), (descriptor, bytes, count))
ON_FILE(pwrite, 'w', (int descriptor, const void *bytes, size_t count, off_t place), (descriptor, bytes, count, place))
ON_FILE(pwrite64, 'w', (int descriptor, const void *bytes, size_t count, off64_t place), (descriptor, bytes, count, place))

#define ON_DESCRIPTOR(name, kind, parameters, arguments)                                                                                   \
    int name parameters {                                                                                                                  \
        NEXT(name);                                                                                                                        \
        if (tracked(descriptor)) FAIL(kind, 0);                                                                                            \
        return next arguments;                                                                                                             \
    }
ON_DESCRIPTOR(fdatasync, 's', (int descriptor), (descriptor))
ON_DESCRIPTOR(ftruncate, 't', (int descriptor, off_t size), (descriptor, size))
ON_DESCRIPTOR(ftruncate64, 't', (int descriptor, off64_t size), (descriptor, size))

// Of directories too, which are opened to be read.
int fsync(int descriptor) {
    NEXT(fsync);
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t count = readlink(link, path, sizeof path - 1);
    if (count > 0) {
        path[count] = 0;
        if (root[0] && !strncmp(path, root, strlen(root))) FAIL('s', 0);
    }
    return next(descriptor);
}

int close(int descriptor) {
    NEXT(close);
    if (descriptor >= 0 && descriptor < 65536) watched[descriptor] = 0;
    return next(descriptor);
}

int rename(const char *from, const char *to) {
    NEXT(rename);
    if (below(to)) FAIL('r', 1);
    return next(from, to);
}

int unlink(const char *path) {
    NEXT(unlink);
    if (below(path)) FAIL('u', 1);
    return next(path);
}

int rmdir(const char *path) {
    NEXT(rmdir);
    if (below(path)) FAIL('d', 1);
    return next(path);
}

int mkdir(const char *path, mode_t mode) {
    NEXT(mkdir);
    if (below(path)) FAIL('m', 0);
    return next(path, mode);
}
