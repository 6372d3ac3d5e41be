/* The arithmetic of waiting. */
#include "lifecycle/survival.h"

struct number survival_quantile(const struct waits *rows, size_t count, double p)
{
    int64_t total = 0, seen = 0;
    for (size_t i = 0; i < count; i++)
        total += rows[i].events;
    for (size_t i = 0; i < count; i++) {
        seen += rows[i].events;
        if (rows[i].events > 0 && (double)seen >= p * (double)total)
            return number_of(rows[i].value);
    }
    return (struct number){ 0 };
}

static int64_t everybody(const struct waits *rows, size_t count)
{
    int64_t sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += rows[i].events + rows[i].censored;
    return sum;
}

struct survival_point survival_at(const struct waits *rows, size_t count, int64_t t)
{
    struct survival_point point = { 1, everybody(rows, count) };
    for (size_t i = 0; i < count && rows[i].value <= t; i++) {
        if (rows[i].events > 0)
            point.still_waiting *= 1 - (double)rows[i].events / (double)point.at_risk;
        if (rows[i].value < t)
            point.at_risk -= rows[i].events + rows[i].censored;
    }
    return point;
}

struct number survival_median(const struct waits *rows, size_t count)
{
    double still_waiting = 1;
    int64_t at_risk = everybody(rows, count);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].events > 0)
            still_waiting *= 1 - (double)rows[i].events / (double)at_risk;
        if (rows[i].events > 0 && still_waiting <= 0.5 + 1e-12) /* 4/5 * 5/8 is not quite a half in binary */
            return number_of(rows[i].value);
        at_risk -= rows[i].events + rows[i].censored;
    }
    return (struct number){ 0 };
}

struct bins bins_make(struct arena *arena, size_t count, int64_t width)
{
    struct bins bins = { arena_array(arena, count, sizeof *bins.rows), count, width };
    for (size_t i = 0; i < count; i++)
        bins.rows[i].value = (int64_t)i * width;
    return bins;
}

void bins_add(struct bins *bins, int64_t value, bool censored, int64_t times)
{
    size_t bin = value <= 0 ? 0 : (size_t)(value / bins->width);
    if (bin >= bins->count)
        bin = bins->count - 1;
    if (censored)
        bins->rows[bin].censored += times;
    else
        bins->rows[bin].events += times;
}
