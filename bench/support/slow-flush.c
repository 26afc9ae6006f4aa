/* Preloaded into a server, makes each flush take SLOW_FLUSH_MS longer: the disks of others are slower than this one's. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_a_while(void) {
  const char *text = getenv("SLOW_FLUSH_MS");
  double ms = text ? atof(text) : 0;
  if (ms <= 0) return;
  struct timespec pause = {(time_t)(ms / 1000), (long)((ms - 1000 * (long)(ms / 1000)) * 1e6)};
  nanosleep(&pause, NULL);
}

int fsync(int fd) {
  wait_a_while();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
}

int fdatasync(int fd) {
  wait_a_while();
  return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
}
