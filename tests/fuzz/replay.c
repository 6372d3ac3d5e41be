/* Runs a fuzz target over files: replay FILE|FOLDER... (folders are not entered deeper). Fails when no file was run. */
#include "base/buf.h"
#include "fuzz.h"

#include <dirent.h>
#include <sys/stat.h>

static int runs;

static void run_file(const char *path)
{
    struct buf bytes = BUF_WITH_LIMIT(16u << 20);
    FILE *in = fopen(path, "rb");
    if (in == NULL) {
        fprintf(stderr, "replay: cannot open %s\n", path);
        exit(1);
    }
    for (size_t got = 1; got > 0;) {
        char *room = buf_room(&bytes, 1u << 16);
        got = room != NULL ? fread(room, 1, 1u << 16, in) : 0;
        if (room != NULL)
            buf_grew(&bytes, got);
    }
    fclose(in);
    (void)LLVMFuzzerTestOneInput((const uint8_t *)bytes.at, bytes.len);
    buf_finish(&bytes);
    runs++;
}

static void run_path(const char *path)
{
    char name[4096];
    struct stat info;
    DIR *listing;
    if (stat(path, &info) != 0)
        return; /* a target without found inputs */
    if (!S_ISDIR(info.st_mode)) {
        run_file(path);
        return;
    }
    listing = opendir(path);
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
        (void)snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.')
            run_file(name);
    }
    closedir(listing);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        run_path(argv[i]);
    printf("1..1\n%sok 1 - %d inputs\n", runs > 0 ? "" : "not ", runs);
    return runs == 0;
}
