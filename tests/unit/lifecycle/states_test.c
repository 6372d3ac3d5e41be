/* The states of a film: the whole table, and no way besides. */
#include "base/compiler.h"
#include "check.h"
#include "lifecycle/states.h"

#include <string.h>

static void names(void)
{
    CHECK_INT(film_state_of(TEXT("full"), true, true), FILM_FULL);
    CHECK_INT(film_state_of(TEXT("imdb_placeholder"), true, false), FILM_PLACEHOLDER);
    CHECK_INT(film_state_of(TEXT("full"), false, false), FILM_NONE);
    CHECK_INT(film_state_of(TEXT("pending"), true, true), FILM_SOFT);
    CHECK_INT(film_state_of(TEXT("pending"), true, false), FILM_NONE);
    CHECK_INT(film_state_of((struct text){ 0 }, true, false), FILM_NONE);
    CHECK_INT(film_state_of(TEXT(""), true, false), FILM_NONE);
    for (int state = FILM_PLACEHOLDER; state < FILM_STATES; state++)
        CHECK_INT(film_state_of(text_of(film_state_name((enum film_state)state)), true, false), state);
}

static void every_way(void)
{
    static const char *const expected[FILM_STATES][FILM_STATES] = {
        { NULL, "created", "found", "found", "found" },      { NULL, "checked", "upgraded", "upgraded", "upgraded" },
        { NULL, NULL, "refreshed", "enriched", "promoted" }, { NULL, NULL, "demoted", "refreshed", "promoted" },
        { NULL, NULL, "demoted", "enriched", "refreshed" },
    };
    for (int from = 0; from < FILM_STATES; from++) {
        for (int to = 0; to < FILM_STATES; to++) {
            const char *event = film_event((enum film_state)from, (enum film_state)to, FILM_BY_LOOKUP);
            CHECK_ROW(film_state_name((enum film_state)from));
            CHECK((event == NULL) == (expected[from][to] == NULL));
            CHECK(event == NULL || strcmp(event, expected[from][to]) == 0);
        }
    }
}

/* A TMDb record becomes a placeholder for three reasons, and never by a lookup that found nothing. */
static void the_way_back(void)
{
    static const char *const why[] = { NULL, "vanished", "undone", "forgotten" };
    for (int from = FILM_SOFT; from < FILM_STATES; from++) {
        for (size_t cause = 0; cause < COUNT_OF(why); cause++) {
            const char *event = film_event((enum film_state)from, FILM_PLACEHOLDER, (enum film_cause)cause);
            CHECK((event == NULL) == (why[cause] == NULL));
            CHECK(event == NULL || strcmp(event, why[cause]) == 0);
        }
    }
}

int main(void)
{
    RUN(names);
    RUN(every_way);
    RUN(the_way_back);
    return check_done();
}
