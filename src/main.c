/* Find the command in the table, run it, map its result to an exit code. */
#include "base/arena.h"
#include "cli/command.h"
#include "cli/output.h"

#include <signal.h>

int main(int argc, char **argv)
{
    struct arena arena = { 0 };
    struct invocation invocation;
    (void)signal(SIGPIPE, SIG_IGN); /* a closed pipe is an error of write(), with a line and an exit code */
    output_open();
    enum exit_code code = invocation_read(&invocation, argc, argv, &arena);
    if (code == EXIT_FINE)
        code = invocation.run(&invocation);
    code = output_close(code);
    arena_finish(&arena);
    return (int)code;
}
