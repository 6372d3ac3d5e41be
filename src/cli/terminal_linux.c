/* The width of the terminal: TIOCGWINSZ is not POSIX. */
#define _DEFAULT_SOURCE
#include "base/num.h"
#include "cli/display.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

size_t terminal_columns(void)
{
    enum { LEAST = 20, MOST = 1000 }; /* narrower than LEAST nothing of ours is readable */
    struct winsize size;
    int64_t columns;
    if (num_parse(text_of(getenv("COLUMNS")), LEAST, MOST, &columns))
        return (size_t)columns;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= LEAST)
        return size.ws_col;
    return 0;
}
