/* Guessing: what is free, what waits, what is refused, and that others notice nothing. */
#include "check.h"
#include "daemon/guesses.h"

static struct client numbered(unsigned n)
{
    return (struct client){ { [10] = 0xFF,
                              [11] = 0xFF,
                              [12] = (unsigned char)(n >> 24),
                              [13] = (unsigned char)(n >> 16),
                              [14] = (unsigned char)(n >> 8),
                              [15] = (unsigned char)n } };
}

/* Wrong ones until one has to wait. */
static int free_ones(struct guesses *guesses, const struct client *client, int64_t now_ms)
{
    int count = 0;
    while (count < 1000 && guesses_turn(guesses, client, now_ms).wait_ms == 0) {
        guesses_settle(guesses, client, false, false, now_ms);
        count++;
    }
    return count;
}

static void one_guesser(void)
{
    struct guesses *guesses = guesses_create(1);
    struct client client = numbered(0xC0000207), other = numbered(0xC0000208);
    int64_t now_ms = 1000000;
    CHECK_INT(free_ones(guesses, &client, now_ms), GUESSES_FREE);
    CHECK_INT(guesses_turn(guesses, &other, now_ms).wait_ms, 0);
    /* the loop above took one turn; three more find room, and then nobody does */
    for (int i = 2; i <= GUESS_WAIT_MS / GUESS_SPACING_MS; i++) {
        struct guess_turn turn = guesses_turn(guesses, &client, now_ms);
        CHECK(!turn.refused && turn.wait_ms == (int64_t)i * GUESS_SPACING_MS);
    }
    struct guess_turn turn = guesses_turn(guesses, &client, now_ms);
    CHECK(turn.refused && turn.wait_ms == GUESS_WAIT_MS + GUESS_SPACING_MS);
    CHECK(guesses_turn(guesses, &client, now_ms).wait_ms == turn.wait_ms); /* a refusal costs nothing further */
    /* half a second later one place is free again */
    turn = guesses_turn(guesses, &client, now_ms + GUESS_SPACING_MS);
    CHECK(!turn.refused && turn.wait_ms == GUESS_WAIT_MS);
    /* and in the end all is forgiven */
    CHECK_INT(free_ones(guesses, &client, now_ms + 3600000), GUESSES_FREE);
    guesses_destroy(&guesses);
}

static void who_has_the_right_one(void)
{
    struct guesses *guesses = guesses_create(2);
    struct client client = numbered(7);
    int64_t now_ms = 5;
    for (int i = 0; i < 100; i++) { /* asks as often as he likes */
        CHECK_INT(guesses_turn(guesses, &client, now_ms).wait_ms, 0);
        guesses_settle(guesses, &client, true, false, now_ms);
    }
    CHECK_INT(free_ones(guesses, &client, now_ms), GUESSES_FREE);
    guesses_settle(guesses, &client, true, true, now_ms); /* waited, was right: the turn is given back */
    for (int i = 0; i < 100; i++) {
        struct guess_turn turn = guesses_turn(guesses, &client, now_ms);
        CHECK(!turn.refused && turn.wait_ms == GUESS_SPACING_MS);
        guesses_settle(guesses, &client, true, true, now_ms);
    }
    guesses_destroy(&guesses);
}

/* At whatever speed: no more than the free ones and one each spacing. */
static void over_a_day(void)
{
    struct guesses *guesses = guesses_create(3);
    struct client client = numbered(9);
    int64_t looked_at = 0, day_ms = 86400000;
    for (int64_t now_ms = 1; now_ms < day_ms; now_ms += 37) {
        struct guess_turn turn = guesses_turn(guesses, &client, now_ms);
        if (turn.refused)
            continue;
        looked_at++;
        guesses_settle(guesses, &client, false, turn.wait_ms > 0, now_ms + turn.wait_ms);
    }
    CHECK(looked_at <= day_ms / GUESS_SPACING_MS + GUESSES_FREE + GUESS_WAIT_MS / GUESS_SPACING_MS);
    CHECK(looked_at > day_ms / GUESS_SPACING_MS - 100);
    guesses_destroy(&guesses);
}

/* More addresses than there is room for: who owes most is remembered. */
static void many_guessers(void)
{
    struct guesses *guesses = guesses_create(4);
    struct client worst = numbered(0xFFFFFFFF);
    CHECK_INT(free_ones(guesses, &worst, 1), GUESSES_FREE);
    for (unsigned n = 0; n < 1000000; n++) {
        struct client client = numbered(n);
        CHECK(guesses_turn(guesses, &client, 1).wait_ms == 0);
        guesses_settle(guesses, &client, false, false, 1);
    }
    CHECK(guesses_turn(guesses, &worst, 1).wait_ms > 0);
    guesses_destroy(&guesses);
}

static void networks(void)
{
    struct guesses *guesses = guesses_create(5);
    struct client first = { { 0x20, 1, 0x0D, 0xB8, 0, 0, 0, 1, [15] = 1 } }, same = first, next = first;
    struct client four = numbered(1), neighbour = numbered(2);
    same.address[15] = 2;
    next.address[7] = 2;
    CHECK_INT(free_ones(guesses, &first, 1), GUESSES_FREE);
    CHECK(guesses_turn(guesses, &same, 1).wait_ms > 0);
    CHECK_INT(guesses_turn(guesses, &next, 1).wait_ms, 0);
    CHECK_INT(free_ones(guesses, &four, 1), GUESSES_FREE);
    CHECK_INT(guesses_turn(guesses, &neighbour, 1).wait_ms, 0);
    guesses_destroy(&guesses);
}

static void news(void)
{
    struct guesses *guesses = guesses_create(6);
    struct client client = numbered(1);
    int told = 0, minutes = 5;
    for (int64_t now_ms = 1; now_ms < (int64_t)minutes * GUESS_NEWS_MS; now_ms += 100) {
        struct guess_turn turn = guesses_turn(guesses, &client, now_ms);
        told += turn.is_news;
        if (!turn.refused)
            guesses_settle(guesses, &client, false, turn.wait_ms > 0, now_ms);
    }
    CHECK_INT(told, minutes);
    guesses_destroy(&guesses);
}

int main(void)
{
    RUN(one_guesser);
    RUN(who_has_the_right_one);
    RUN(over_a_day);
    RUN(many_guessers);
    RUN(networks);
    RUN(news);
    return check_done();
}
