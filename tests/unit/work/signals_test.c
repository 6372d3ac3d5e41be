/* Oban's signals: as it sends them, plain and packed; what is no signal, or meant for another; what they say kept. */
#include "check.h"
#include "work/signals.h"

static struct arena arena;
static struct signals signals;

static bool hear(const char *payload)
{
    return signals_hear(&signals, text_of(payload), "lab-7");
}

static size_t admit(size_t thread, const char *queue)
{
    return signals_admit(&signals, thread, text_of(queue), 8);
}

static void pause_and_resume(void)
{
    signals_init(&signals);
    CHECK_INT(admit(0, "tmdb"), 8);
    CHECK(hear("{\"action\":\"pause\",\"queue\":\"tmdb\",\"ident\":\"any\"}"));
    CHECK_INT(admit(0, "tmdb"), 0);
    CHECK_INT(admit(0, "understudy"), 8);
    CHECK(hear("{\"action\":\"pause\",\"ident\":\"any\",\"queue\":\"*\"}"));
    CHECK_INT(admit(0, "understudy"), 0);
    CHECK(hear("{\"action\":\"resume\",\"queue\":\"understudy\",\"ident\":\"Oban.lab-7\"}"));
    CHECK_INT(admit(0, "understudy"), 8);
    CHECK_INT(admit(0, "tmdb"), 0);
    CHECK_INT(admit(0, "never_named"), 0);
    CHECK(hear("{\"action\":\"resume\",\"queue\":\"*\",\"ident\":\"any\"}"));
    CHECK_INT(admit(0, "tmdb"), 8);
    CHECK_INT(admit(0, "never_named"), 8);
    signals_finish(&signals);
}

static void scale_counts_all_threads(void)
{
    signals_init(&signals);
    CHECK(hear("{\"action\":\"scale\",\"queue\":\"tmdb\",\"limit\":3,\"ident\":\"any\",\"more\":[1,{}]}"));
    CHECK_INT(admit(0, "tmdb"), 3);
    CHECK_INT(admit(1, "tmdb"), 0);
    signals_runs(&signals, 0, 1); /* it found one */
    CHECK_INT(admit(1, "tmdb"), 2);
    CHECK_INT(admit(2, "other"), 8);
    signals_runs(&signals, 0, 0);
    CHECK_INT(admit(0, "tmdb"), 1);
    CHECK(hear("{\"action\":\"scale\",\"queue\":\"tmdb\",\"limit\":100,\"ident\":\"any\"}"));
    CHECK_INT(admit(0, "tmdb"), 8);
    signals_finish(&signals);
}

static void kills_are_remembered(void)
{
    signals_init(&signals);
    CHECK(!signals_killed(&signals, 12));
    CHECK(hear("{\"action\":\"pkill\",\"job_id\":12}"));
    CHECK(signals_killed(&signals, 12) && !signals_killed(&signals, 13) && !signals_killed(&signals, 0));
    for (int i = 0; i < SIGNAL_KILLED_MAX; i++)
        CHECK(hear(arena_printf(&arena, "{\"action\":\"pkill\",\"job_id\":%d}", 1000 + i).at));
    CHECK(!signals_killed(&signals, 12) && signals_killed(&signals, 1000) && signals_killed(&signals, 1031));
    signals_finish(&signals);
}

/* {"action":"pause","queue":"tmdb","ident":"any"} through gzip and base64, with and without the newer mark. */
#define PACKED "H4sIAAAAAAACA6tWSkwuyczPU7JSKkgsLU5V0lEqLE0tTQXyS3JTkoDczJTUvBIgNzGvUqkWAEe/qjwvAAAA"

static void packed_as_oban_does(void)
{
    static const char *const forms[] = { PACKED, "Z:" PACKED };
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        struct oban_signal signal;
        CHECK_ROW(forms[i]);
        if (!CHECK(signal_read(text_of(forms[i]), TEXT("Oban.x"), &arena, &signal)))
            continue;
        CHECK_INT(signal.action, SIGNAL_PAUSE);
        CHECK_TEXT_Z(signal.queue, "tmdb");
    }
}

static void what_is_no_signal(void)
{
    static const char *const bad[] = { "",
                                       "Z:",
                                       "H4sI",
                                       "Z:H4sIAAAAAAACA6tW",
                                       "[]",
                                       "{}",
                                       "null",
                                       "{\"action\":\"pause\"}",
                                       "{\"action\":\"pause\",\"queue\":7}",
                                       "{\"action\":\"pause\",\"queue\":\"tmdb\",\"ident\":\"Oban.elsewhere\"}",
                                       "{\"action\":\"scale\",\"queue\":\"tmdb\",\"limit\":0}",
                                       "{\"action\":\"scale\",\"queue\":\"tmdb\",\"limit\":\"7\"}",
                                       "{\"action\":\"pkill\",\"job_id\":null}",
                                       "{\"action\":\"start\",\"queue\":\"tmdb\"}",
                                       "{\"action\":\"pause\",\"queue\":\"tmdb\"" };
    signals_init(&signals);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        CHECK_ROW(bad[i]);
        CHECK(!hear(bad[i]));
    }
    for (int i = 0; i < 3 * SIGNAL_QUEUES_MAX; i++) /* more queues than there is room for harm nobody */
        CHECK(hear(arena_printf(&arena, "{\"action\":\"pause\",\"queue\":\"q%d\"}", i).at));
    CHECK_INT(admit(0, "q0"), 0);
    CHECK_INT(admit(0, "tmdb"), 8);
    signals_finish(&signals);
}

int main(void)
{
    RUN(pause_and_resume);
    RUN(scale_counts_all_threads);
    RUN(kills_are_remembered);
    RUN(packed_as_oban_does);
    RUN(what_is_no_signal);
    arena_finish(&arena);
    return check_done();
}
