/* doctor --canaries: pages whose records are known must read as they did. */
#include "cli/doctor.h"
#include "daemon/file.h"
#include "extract/title_page.h"
#include "store/record.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { CANARIES_MAX = 10000, DIFFERENCES_SHOWN = 20 };

struct canaries {
    struct doctor *doctor;
    const char *folder;
    struct buf page, record;
    struct arena arena; /* of one page */
    size_t good, bad;
};

static void report(struct canaries *c, enum doctor_level level, struct text message, const char *remedy)
{
    const struct doctor_finding finding = { "canaries", level, message, text_of(remedy) };
    doctor_report(c->doctor, &finding, EXIT_LOCAL);
}

/* The record in the line that `extract --json` printed for the page: below "movie". */
static enum status read_known(struct canaries *c, struct text path, struct movie *out, struct error *err)
{
    struct json_cursor cursor;
    struct text key, movie = { 0 };
    buf_clear(&c->record);
    enum status status = file_read(path, &c->record, err);
    if (status != OK)
        return status;
    json_open(&cursor, text_trim(buf_text(&c->record)));
    if (json_enter_object(&cursor)) {
        while (json_next_key(&cursor, &key)) {
            if (text_is(key, "movie"))
                (void)json_skip_raw(&cursor, &movie);
        }
    }
    if (json_finish(&cursor, NULL) != OK || !text_known(movie))
        return error_set(err, INVALID, "%.*s: no line of extract --json with a record", TEXT_ARG(path));
    return record_read(movie, &c->arena, out, err);
}

/* The names of the fields that differ, joined by commas; unknown when none does. */
static struct text differences(struct canaries *c, const struct movie *got, const struct movie *known)
{
    struct text names = { 0 };
    for (size_t i = 0; i < movie_field_count; i++) {
        if (movie_field_equal(got, known, i))
            continue;
        names = text_known(names) ? arena_printf(&c->arena, "%.*s, %s", TEXT_ARG(names), movie_fields[i].name)
                                  : text_of(movie_fields[i].name);
    }
    return names;
}

static void read_canary(struct canaries *c, const char *name)
{
    struct error err;
    struct extraction got;
    struct movie known;
    size_t stem = strlen(name) - strlen(".html");
    arena_reset(&c->arena);
    buf_clear(&c->page);
    struct text page = arena_printf(&c->arena, "%s/%s", c->folder, name);
    enum status status = file_read(page, &c->page, &err);
    if (status == OK)
        status = read_known(c, arena_printf(&c->arena, "%s/%.*s.json", c->folder, (int)stem, name), &known, &err);
    struct text wrong = { 0 };
    if (status == OK) {
        title_page_read(buf_text(&c->page), &c->arena, &got);
        wrong = got.outcome == EXTRACT_FOUND ? differences(c, &got.movie, &known) : text_of(got.why);
    }
    if (status == OK && !text_known(wrong)) {
        c->good++;
        return;
    }
    if (++c->bad > DIFFERENCES_SHOWN)
        return;
    struct text message = status != OK ? doctor_text(c->doctor, "%s", err.text)
                                       : doctor_text(c->doctor, "%s: reads otherwise: %.*s", name, TEXT_ARG(wrong));
    report(c, DOCTOR_FAIL, message, "the reader has changed, or the record beside the page");
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t list_pages(DIR *folder, const char **names, struct arena *arena)
{
    size_t count = 0;
    for (struct dirent *entry = readdir(folder); entry != NULL && count < CANARIES_MAX; entry = readdir(folder)) {
        if (text_ends(text_of(entry->d_name), TEXT(".html")))
            names[count++] = arena_z(arena, text_of(entry->d_name));
    }
    qsort(names, count, sizeof *names, by_name);
    return count;
}

void doctor_check_canaries(struct doctor *doctor, struct text folder)
{
    struct canaries c = { .doctor = doctor,
                          .folder = arena_z(doctor->invocation->arena, folder),
                          .page = BUF_WITH_LIMIT(TITLE_PAGE_BYTES_MAX),
                          .record = BUF_WITH_LIMIT(TITLE_PAGE_BYTES_MAX) };
    DIR *listing = opendir(c.folder);
    if (listing == NULL) {
        report(&c, DOCTOR_FAIL, doctor_text(doctor, "%s: %s", c.folder, strerror(errno)),
               "give a folder of pages, NAME.html, with what extract --json prints for each in NAME.json");
        return;
    }
    const char **names = arena_array(doctor->invocation->arena, CANARIES_MAX, sizeof *names);
    size_t count = list_pages(listing, names, doctor->invocation->arena);
    (void)closedir(listing);
    for (size_t i = 0; i < count; i++)
        read_canary(&c, names[i]);
    if (c.good + c.bad == 0)
        report(&c, DOCTOR_FAIL, doctor_text(doctor, "%s: no NAME.html in it", c.folder), NULL);
    else
        report(&c, c.bad > 0 ? DOCTOR_FAIL : DOCTOR_OK,
               doctor_text(doctor, "%zu of %zu pages read as they should", c.good, c.good + c.bad), NULL);
    buf_finish(&c.page);
    buf_finish(&c.record);
    arena_finish(&c.arena);
}
