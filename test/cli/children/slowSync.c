/* Makes fsync and fdatasync take SLOW_SYNC_MS where the file SLOW_SYNC_SWITCH exists, and notes in SLOW_SYNC_LOG which
   thread waited for which file, and which thread wrote into a file of the database. Loaded before libc into the program
   under test (slowDisk.test.ts). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Notes which thread does something to a file, while the switch is on; only: files with this in their name. */
static int note(int fd, const char *what, const char *only) {
  const char *on = getenv("SLOW_SYNC_SWITCH"), *log = getenv("SLOW_SYNC_LOG");
  char link[64], path[512], line[600];
  if (!on || !log || access(on, F_OK) != 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  path[length < 0 ? 0 : length] = 0;
  if (only && !strstr(path, only)) return 0;
  int main_thread = syscall(SYS_gettid) == getpid();
  int size = snprintf(line, sizeof line, "%s %s %s\n", main_thread ? "loop" : "thread", what, path);
  int out = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (out >= 0) {
    /* Not by write(), which is noted itself. */
    if (syscall(SYS_write, out, line, size) < 0) perror("slowSync");
    close(out);
  }
  return 1;
}

static void slow(int fd) {
  const char *ms = getenv("SLOW_SYNC_MS");
  if (ms && note(fd, "sync", 0)) usleep((useconds_t)atoi(ms) * 1000);
}

/* Every way in which SQLite changes a file but for the shared memory, which is in memory. */
#define NOTED(result, name, parameters, call)                                   \
  result name parameters {                                                      \
    static result(*real) parameters;                                            \
    if (!real) real = (result(*) parameters)dlsym(RTLD_NEXT, #name);            \
    note(fd, "write", "clova2mqtt.db");                                         \
    return real call;                                                           \
  }

NOTED(ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size))
NOTED(ssize_t, pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at))
NOTED(ssize_t, pwrite64, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at))
NOTED(int, ftruncate, (int fd, off_t size), (fd, size))
NOTED(int, ftruncate64, (int fd, off_t size), (fd, size))
NOTED(int, fallocate, (int fd, int mode, off_t at, off_t size), (fd, mode, at, size))

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
