/* A private file for a new store: directories 0700, the file itself 0600. */
#ifndef UNDERSTUDY_STORE_FILE_CREATE_H
#define UNDERSTUDY_STORE_FILE_CREATE_H

#include "base/error.h"

/* Makes what is missing of `path`; what is there stays as it is. BROKEN with the place and the remedy. */
MUST_CHECK enum status file_create(const char *path, struct error *err);

#endif
