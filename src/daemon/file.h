/* The bytes of a file or descriptor, never more than the buffer's limit. */
#ifndef UNDERSTUDY_DAEMON_FILE_H
#define UNDERSTUDY_DAEMON_FILE_H

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"

/* For reading. NOT_FOUND when there is no such file, BROKEN when it cannot be read; err names the file. */
MUST_CHECK enum status file_open(struct text path, int *out_fd, struct error *err);
/* Appends to out. NOT_FOUND when there is no such file, INVALID when it holds more than out's limit, BROKEN when it
 * cannot be read; err names the file. */
MUST_CHECK enum status file_read(struct text path, struct buf *out, struct error *err);
/* The same from an open descriptor to its end; `name` is for err. */
MUST_CHECK enum status file_read_from(int fd, struct text name, struct buf *out, struct error *err);

#endif
