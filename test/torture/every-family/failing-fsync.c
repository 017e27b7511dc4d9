/*
 * Loaded before the C library (LD_PRELOAD): while the file that FSYNC_FAILS_WHILE names is there, no fsync
 * succeeds, as on a disk that goes bad.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int fails(void) {
  const char *flag = getenv("FSYNC_FAILS_WHILE");
  return flag != NULL && access(flag, F_OK) == 0;
}

static int passed_on(const char *name, int fd) {
  if (fails()) {
    errno = EIO;
    return -1;
  }
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  return real(fd);
}

int fsync(int fd) { return passed_on("fsync", fd); }
int fdatasync(int fd) { return passed_on("fdatasync", fd); }
