/* Runs a fuzz target over files: replay FILE|FOLDER... (folders are not entered deeper). Fails when no file was run. A
 * target with a mutator of its own (MUTATES) also gets each file a thousand times changed by it. */
#include "base/buf.h"
#include "fuzz.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

static int runs;

#ifdef MUTATES
static void run_mutated(struct text bytes)
{
    enum { TIMES = 1000, ROUNDS = 3, SLACK_BYTES = 4096 };
    size_t most = bytes.len + SLACK_BYTES;
    uint8_t *data = malloc(most);
    for (unsigned seed = 0; data != NULL && seed < TIMES; seed++) {
        size_t size = bytes.len;
        memcpy(data, bytes.at, size);
        for (unsigned round = 0; round <= seed % ROUNDS; round++)
            size = LLVMFuzzerCustomMutator(data, size, most, seed * ROUNDS + round);
        uint8_t *exact = malloc(size > 0 ? size : 1); /* a sanitizer sees whoever reads on */
        if (exact == NULL)
            break;
        memcpy(exact, data, size);
        (void)LLVMFuzzerTestOneInput(exact, size);
        free(exact);
    }
    free(data);
}
#else
static void run_mutated(struct text bytes)
{
    (void)bytes;
}
#endif

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
    run_mutated(buf_text(&bytes));
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

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size)
{
    (void)data;
    (void)max_size;
    return size;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        run_path(argv[i]);
    printf("1..1\n%sok 1 - %d inputs\n", runs > 0 ? "" : "not ", runs);
    return runs == 0;
}
