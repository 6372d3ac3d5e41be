/* Out of memory: the end of the process, or of one guarded call. */
#include "base/error.h"

#include <setjmp.h>
#include <unistd.h>

static _Thread_local jmp_buf *guard; /* of the innermost guarded call; NULL outside of any */

void oom(void)
{
    if (guard != NULL)
        longjmp(*guard, 1);
    static const char line[] = "understudy: out of memory\n";
    ssize_t ignored = write(STDERR_FILENO, line, sizeof line - 1);
    (void)ignored;
    _exit(4);
}

bool oom_guarded(void (*work)(void *), void *argument)
{
    jmp_buf here, *const outer = guard;
    if (setjmp(here) != 0) {
        guard = outer;
        return false;
    }
    guard = &here;
    work(argument);
    guard = outer;
    return true;
}
