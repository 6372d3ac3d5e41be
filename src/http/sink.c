/* A body that goes into a file as it comes. */
#include "http/transfer.h"

#include <errno.h>
#include <unistd.h>

bool http_sink_take(struct http_sink *sink, struct text bytes, uint64_t promised)
{
    while (bytes.len > 0) {
        ssize_t wrote = write(sink->fd, bytes.at, bytes.len);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0) {
            sink->write_errno = wrote < 0 ? errno : EIO;
            return false;
        }
        bytes = text_after(bytes, (size_t)wrote);
        sink->got += (uint64_t)wrote;
    }
    if (sink->progress != NULL)
        sink->progress(sink->context, sink->got, promised);
    return true;
}
