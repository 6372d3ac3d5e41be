/* Title and year of every film in the files named, then its record as JSON.
 *     cc -o records records.c $(pkg-config --cflags --libs understudy) && ./records page.html */
#include <stdio.h>
#include <stdlib.h>
#include <understudy.h>

static char input[UNDERSTUDY_INPUT_BYTES_MAX];

static int print(const struct understudy_extraction *one)
{
    size_t bytes = 0;
    if (one->outcome != UNDERSTUDY_FOUND) {
        fprintf(stderr, "no record: %s\n", one->why);
        return one->outcome == UNDERSTUDY_BLOCKED ? 3 : 1;
    }
    printf("%s (%d)\n", one->record->title.at, (int)one->record->year);
    (void)understudy_json(one, NULL, 0, &bytes); /* how much room does it need? */
    char *json = malloc(bytes + 1);
    if (json != NULL && understudy_json(one, json, bytes + 1, &bytes) == UNDERSTUDY_OK)
        puts(json);
    free(json);
    return 0;
}

static int read_file(const char *name, struct understudy_memory *memory)
{
    FILE *file = fopen(name, "rb");
    const struct understudy_extraction *const *found;
    size_t count, bytes;
    int worst = 0;
    if (file == NULL) {
        perror(name);
        return 4;
    }
    bytes = fread(input, 1, sizeof input, file);
    (void)fclose(file);
    enum understudy_status status = understudy_extract(memory, input, bytes, NULL, &found, &count);
    if (status != UNDERSTUDY_OK) {
        fprintf(stderr, "%s: %s\n", name, understudy_status_text(status));
        return 1;
    }
    for (size_t i = 0; i < count; i++) {
        int code = print(found[i]);
        worst = code > worst ? code : worst;
    }
    return worst;
}

int main(int argc, char **argv)
{
    struct understudy_memory *memory = understudy_memory_create();
    int worst = argc > 1 ? 0 : 2;
    for (int i = 1; i < argc; i++) {
        int code = read_file(argv[i], memory);
        worst = code > worst ? code : worst;
        understudy_memory_reset(memory); /* the records of this file are no longer needed */
    }
    understudy_memory_destroy(memory);
    return worst;
}
