/* Peak memory of one command in KiB, on stdout; the command's own output is dropped. usage: peak_memory COMMAND
 * [ARG...] A small parent: what a child had of its parent before exec counts as its own (an interpreter would add 10
 * MB). */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int status = 0;
    struct rusage usage;
    if (argc < 2) {
        fprintf(stderr, "usage: peak_memory COMMAND [ARG...]\n");
        return 2;
    }
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        (void)dup2(null, STDOUT_FILENO);
        (void)execv(argv[1], argv + 1);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        fprintf(stderr, "peak_memory: %s failed\n", argv[1]);
        return 1;
    }
    (void)getrusage(RUSAGE_CHILDREN, &usage);
    printf("%ld\n", usage.ru_maxrss);
    return 0;
}
