#ifndef PIPELINE_SPAWN_H
#define PIPELINE_SPAWN_H

#include <spawn.h>

// Actions of posix_spawn that the C library declares only for GNU sources, which Swift's import of it is not. Each returns an error number.

// Closes every descriptor from `first` on.
int pipeline_spawn_close_from(posix_spawn_file_actions_t *actions, int first);

// Begins in the directory `path`.
int pipeline_spawn_change_directory(posix_spawn_file_actions_t *actions, const char *path);

#endif
