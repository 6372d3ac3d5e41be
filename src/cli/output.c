/* Everything that reaches stdout and stderr. */
#include "cli/output.h"

#include "base/log.h"
#include "cli/display.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES = 1024, CLEAN_BYTES = 4 * LINE_BYTES /* a byte becomes three at most */ };

static int write_errno; /* of the first write to stdout that failed; 0 while all went well */

void output_open(void)
{
    /* A write to a read-only descriptor fails with EBADF, so that a closed stdout is noticed. */
    static const int modes[] = { O_WRONLY, O_RDONLY, O_WRONLY };
    for (int fd = 0; fd < 3; fd++) {
        if (fcntl(fd, F_GETFD) == -1 && errno == EBADF && open("/dev/null", modes[fd]) != fd)
            abort(); /* no /dev/null: nothing sensible can be done */
    }
}

bool output_failed(void)
{
    return write_errno != 0;
}

void output_write(struct text text)
{
    if (write_errno == 0 && text.len > 0 && fwrite(text.at, 1, text.len, stdout) != text.len)
        write_errno = errno;
}

void output_flush(void)
{
    if (write_errno == 0 && fflush(stdout) != 0)
        write_errno = errno;
}

enum exit_code output_close(enum exit_code code)
{
    output_flush();
    if (write_errno == 0)
        return code;
    complain("cannot write to standard output: %s", strerror(write_errno));
    return exit_worst(code, EXIT_LOCAL);
}

bool output_is_terminal(void)
{
    return isatty(STDOUT_FILENO) == 1;
}

bool output_wants_colour(void)
{
    const char *no_colour = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    return output_is_terminal() && (no_colour == NULL || no_colour[0] == '\0') && term != NULL &&
           strcmp(term, "dumb") != 0;
}

void complain(const char *format, ...)
{
    char line[LINE_BYTES];
    struct buf clean = BUF_WITH_LIMIT(CLEAN_BYTES);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line, sizeof line, format, args);
    va_end(args);
    log_redact(line);
    display_add(&clean, text_of(line));
    (void)buf_add_char(&clean, '\n');
    (void)fprintf(stderr, "understudy: %s", clean.at);
    buf_finish(&clean);
}
