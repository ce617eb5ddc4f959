/* Makes fsync and fdatasync take SLOW_SYNC_MS where the file SLOW_SYNC_SWITCH exists, and notes in SLOW_SYNC_LOG which
   thread waited for which file. Loaded before libc into the program under test (slowDisk.test.ts). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static void slow(int fd) {
  const char *on = getenv("SLOW_SYNC_SWITCH"), *log = getenv("SLOW_SYNC_LOG"), *ms = getenv("SLOW_SYNC_MS");
  char link[64], path[512], line[600];
  if (!on || !log || !ms || access(on, F_OK) != 0) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  path[length < 0 ? 0 : length] = 0;
  int main_thread = syscall(SYS_gettid) == getpid();
  int size = snprintf(line, sizeof line, "%s %s\n", main_thread ? "loop" : "thread", path);
  int out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (out >= 0) {
    if (write(out, line, size) < 0) perror("slowSync");
    close(out);
  }
  usleep((useconds_t)atoi(ms) * 1000);
}

int fsync(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  slow(fd);
  return real(fd);
}

int fdatasync(int fd) {
  static int (*real)(int);
  if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  slow(fd);
  return real(fd);
}
