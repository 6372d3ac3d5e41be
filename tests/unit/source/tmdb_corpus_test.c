/* Every recorded TMDb answer of the shared corpus, read by us and by jansson: ids, titles and counts must agree. */
#include "base/buf.h"
#include "check.h"
#include "source/tmdb.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena arena;
static struct text manifest;

static struct text read_whole(const char *directory, const char *name)
{
    char chunk[65536];
    struct buf bytes = BUF_WITH_LIMIT(TMDB_BYTES_MAX);
    const char *path = arena_printf(&arena, "%s/%s", directory, name).at;
    FILE *file = fopen(path, "rb");
    if (!CHECK(file != NULL))
        return (struct text){ 0 };
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, file)) > 0;)
        (void)buf_add(&bytes, text_from(chunk, got));
    CHECK(!bytes.overflow && !ferror(file));
    (void)fclose(file);
    struct text whole = arena_text(&arena, buf_text(&bytes));
    buf_finish(&bytes);
    return whole;
}

/* Composed by hand, says the manifest: it may also be unreadable. */
static bool is_doubtful(const char *name)
{
    struct text rest = manifest, line;
    while (text_take_line(&rest, &line)) {
        struct text file = text_take_until(&line, '\t');
        if (text_is(file, name))
            return text_contains(line, TEXT("DOUBTFUL"));
    }
    CHECK(!"named in the manifest");
    return false;
}

static size_t others_of(const json_t *root)
{
    return json_array_size(json_object_get(root, "person_results")) +
           json_array_size(json_object_get(root, "tv_results")) +
           json_array_size(json_object_get(root, "tv_episode_results")) +
           json_array_size(json_object_get(root, "tv_season_results"));
}

static void check_find(struct text body, const json_t *root, bool doubtful)
{
    struct tmdb_found found;
    const json_t *movies = json_object_get(root, "movie_results");
    tmdb_read_find(body, &arena, &found);
    if (doubtful && found.class == &answer_malformed)
        return;
    CHECK(found.class == &answer_found); /* none of the recordings is empty */
    CHECK_INT(found.movie_count, json_array_size(movies));
    for (size_t i = 0; i < found.movie_count; i++)
        CHECK_INT(found.movie_ids[i], json_number_value(json_object_get(json_array_get(movies, i), "id")));
    CHECK_INT(found.other_count, others_of(root));
}

static struct text text_member(const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    return text_of(value != NULL && value[0] != '\0' ? value : NULL);
}

static void check_details(struct text body, const json_t *root, bool doubtful)
{
    struct tmdb_details d;
    int64_t id = (int64_t)json_number_value(json_object_get(root, "id"));
    tmdb_read_details(body, id, &arena, &d);
    if (doubtful && d.class == &answer_malformed)
        return;
    if (!CHECK(d.class == &answer_found))
        return;
    CHECK_INT(d.movie.tmdb_id.value, id);
    CHECK_TEXT(d.movie.title, text_member(root, "title"));
    CHECK_TEXT(d.movie.original_title, text_member(root, "original_title"));
    CHECK_TEXT(d.candidate.imdb_id, text_member(root, "imdb_id"));
    CHECK_TEXT(d.movie.release_date, text_member(root, "release_date"));
    CHECK_TEXT(d.poster_path, text_member(root, "poster_path"));
    CHECK_INT(d.movie.runtime_minutes.value, json_number_value(json_object_get(root, "runtime")));
    CHECK_INT(d.vote_count, json_number_value(json_object_get(root, "vote_count")));
    CHECK_INT(d.movie.genres.count, json_array_size(json_object_get(root, "genres")));
    const json_t *cast = json_object_get(json_object_get(root, "credits"), "cast");
    CHECK_INT(d.movie.cast.count, json_array_size(cast)); /* nobody stands there twice in the recordings */
    tmdb_read_details(body, id + 1, &arena, &d);
    CHECK(d.class == &answer_other_id);
}

static void every_recording(void)
{
    const char *corpus = getenv("CORPUS");
    if (corpus == NULL || corpus[0] == '\0') {
        printf("# CORPUS is not set: recorded answers are not read\n");
        return;
    }
    const char *directory = arena_printf(&arena, "%s/tmdb", corpus).at;
    CHECK_ROW(directory);
    DIR *entries = opendir(directory);
    if (!CHECK(entries != NULL))
        return;
    manifest = read_whole(directory, "manifest.tsv");
    int finds = 0, movies = 0;
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        bool find = strncmp(entry->d_name, "find__", 6) == 0, movie = strncmp(entry->d_name, "movie__", 7) == 0;
        if (!find && !movie)
            continue;
        CHECK_ROW(arena_printf(&arena, "%s", entry->d_name).at);
        struct text body = read_whole(directory, entry->d_name);
        json_t *root = json_loadb(body.at, body.len, 0, NULL);
        bool doubtful = is_doubtful(entry->d_name);
        if (root == NULL)
            CHECK(doubtful);
        else if (find)
            check_find(body, root, doubtful);
        else
            check_details(body, root, doubtful);
        json_decref(root);
        finds += find;
        movies += movie;
    }
    (void)closedir(entries);
    CHECK_ROW(NULL);
    printf("# %d /find and %d /movie answers\n", finds, movies);
    CHECK(finds > 0 && movies > 0);
}

int main(void)
{
    RUN(every_recording);
    arena_finish(&arena);
    return check_done();
}
