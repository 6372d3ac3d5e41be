/* What changed on TMDb. */
#include "source/tmdb_changes.h"

#include "base/clock.h"
#include "extract/json_cursor.h"
#include "source/tmdb_credits.h"

static struct text date_of(int64_t day, struct arena *arena)
{
    int year, month, in_month;
    clock_date_from_days(day, &year, &month, &in_month);
    return arena_printf(arena, "%04d-%02d-%02d", year, month, in_month);
}

struct text tmdb_changes_url(struct text base_url, int64_t start_day, int64_t end_day, int64_t page,
                             struct arena *arena)
{
    struct text base = tmdb_without_final_slash(base_url);
    struct text start = date_of(start_day, arena), end = date_of(end_day, arena);
    return arena_printf(arena, "%.*s/movie/changes?start_date=%.*s&end_date=%.*s&page=%lld", TEXT_ARG(base),
                        TEXT_ARG(start), TEXT_ARG(end), (long long)page);
}

struct text tmdb_record_url(struct text base_url, int64_t tmdb_id, struct arena *arena)
{
    struct text base = tmdb_without_final_slash(base_url);
    return arena_printf(arena, "%.*s/movie/%lld", TEXT_ARG(base), (long long)tmdb_id);
}

struct changes_reading {
    struct json_cursor *c;
    struct number page, total_pages;
    bool listed, include_adult, ill_formed;
    struct tmdb_changes *out;
};

/* {"id":1,"adult":false}; adult may be null. */
static void read_change(struct changes_reading *r)
{
    struct text key;
    struct number id = { 0 };
    struct flag adult = { 0 };
    if (json_enter_object(r->c)) {
        while (json_next_key(r->c, &key)) {
            if (text_is(key, "id"))
                (void)json_read_integer(r->c, &id);
            else if (text_is(key, "adult"))
                (void)json_read_flag(r->c, &adult);
        }
    }
    if (!id.known || id.value <= 0 || id.value > INT32_MAX || r->out->count == TMDB_CHANGES_IDS_MAX)
        r->ill_formed = true;
    else if (adult.value && !r->include_adult)
        r->out->adult++;
    else
        r->out->ids[r->out->count++] = id.value;
}

static void read_results(struct changes_reading *r)
{
    if (!json_enter_array(r->c)) {
        r->ill_formed = true;
        return;
    }
    r->listed = true;
    while (json_next_element(r->c))
        read_change(r);
}

void tmdb_read_changes(struct text body, int64_t page, bool include_adult, struct arena *arena,
                       struct tmdb_changes *out)
{
    struct json_cursor c;
    struct text key;
    struct error ignored;
    struct tmdb_changes made = { .class = &answer_found,
                                 .ids = arena_array(arena, TMDB_CHANGES_IDS_MAX, sizeof *made.ids) };
    struct changes_reading r = { .c = &c, .include_adult = include_adult, .out = &made };
    json_open(&c, body);
    if (json_enter_object(&c)) {
        while (json_next_key(&c, &key)) {
            if (text_is(key, "results"))
                read_results(&r);
            else if (text_is(key, "page"))
                (void)json_read_integer(&c, &r.page);
            else if (text_is(key, "total_pages"))
                (void)json_read_integer(&c, &r.total_pages);
        }
    }
    bool whole = json_finish(&c, &ignored) == OK && r.listed && !r.ill_formed;
    if (!whole || !r.page.known || r.page.value != page || !r.total_pages.known || r.total_pages.value < 0) {
        *out = (struct tmdb_changes){ .class = &answer_malformed };
        return;
    }
    made.total_pages = r.total_pages.value;
    *out = made;
}
