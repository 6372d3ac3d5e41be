/* Many threads that fetch at once: shared by pool_test and http2_test. */
#ifndef UNDERSTUDY_TESTS_CROWD_H
#define UNDERSTUDY_TESTS_CROWD_H

#include "hostile.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

/* A port that was free a moment ago. */
static inline int closed_port(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(bind(fd, (struct sockaddr *)&address, len) == 0);
    CHECK(getsockname(fd, (struct sockaddr *)&address, &len) == 0);
    (void)close(fd);
    return ntohs(address.sin_port);
}

enum { THREADS = 20, ROUNDS = 5 };

struct crowd {
    struct http *http;
    struct http_request request;
    enum http_failure failures[THREADS * ROUNDS];
    int64_t elapsed_ms[THREADS * ROUNDS];
    int rounds;
    int next; /* under lock */
    pthread_mutex_t lock;
};

static inline void *one_of_the_crowd(void *context)
{
    struct crowd *crowd = context;
    struct arena own = { 0 };
    (void)pthread_mutex_lock(&crowd->lock);
    int first = crowd->next;
    crowd->next += crowd->rounds;
    (void)pthread_mutex_unlock(&crowd->lock);
    for (int i = first; i < first + crowd->rounds; i++) {
        struct http_answer answer;
        http_fetch(crowd->http, &crowd->request, &own, &answer);
        bool whole = answer.failure != HTTP_ANSWERED || text_is(answer.body, HELLO);
        crowd->failures[i] = whole ? answer.failure : HTTP_DAMAGED;
        crowd->elapsed_ms[i] = answer.elapsed_ms;
        arena_reset(&own);
    }
    arena_finish(&own);
    return NULL;
}

static inline void send_crowd(struct http *with, struct crowd *crowd)
{
    crowd->http = with;
    crowd->next = 0;
    pthread_t threads[THREADS];
    (void)pthread_mutex_init(&crowd->lock, NULL);
    for (size_t i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, one_of_the_crowd, crowd) == 0);
    for (size_t i = 0; i < THREADS; i++)
        (void)pthread_join(threads[i], NULL);
    (void)pthread_mutex_destroy(&crowd->lock);
}

#endif
