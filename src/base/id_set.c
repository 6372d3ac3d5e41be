/* A set of numbers: a bit each. */
#include "base/id_set.h"

#include "base/error.h"

#include <assert.h>
#include <stdlib.h>

enum { PIECE_BITS = 16, WORD_BITS = 6, PIECE_WORDS = 1 << (PIECE_BITS - WORD_BITS) };
#define PIECES ((size_t)(ID_SET_END >> PIECE_BITS) + 1)

static size_t word_of(uint64_t id)
{
    return (size_t)(id >> WORD_BITS) % PIECE_WORDS;
}

static uint64_t bit_of(uint64_t id)
{
    return UINT64_C(1) << (id & ((1u << WORD_BITS) - 1));
}

static uint64_t *piece_of(const struct id_set *set, uint64_t id)
{
    assert(id < ID_SET_END);
    return set->pieces != NULL ? set->pieces[id >> PIECE_BITS] : NULL;
}

static void *zeroed(size_t count, size_t size)
{
    void *at = calloc(count, size);
    if (at == NULL)
        oom();
    return at;
}

bool id_set_add(struct id_set *set, uint64_t id)
{
    uint64_t *piece = piece_of(set, id);
    if (piece == NULL) {
        if (set->piece_count == ID_SET_PIECES_MAX)
            return false;
        if (set->pieces == NULL)
            set->pieces = zeroed(PIECES, sizeof *set->pieces); /* 1.2 MB, of which few pages are touched */
        piece = set->pieces[id >> PIECE_BITS] = zeroed(PIECE_WORDS, sizeof *piece);
        set->piece_count++;
    }
    piece[word_of(id)] |= bit_of(id);
    return true;
}

bool id_set_has(const struct id_set *set, uint64_t id)
{
    const uint64_t *piece = piece_of(set, id);
    return piece != NULL && (piece[word_of(id)] & bit_of(id)) != 0;
}

void id_set_remove(struct id_set *set, uint64_t id)
{
    uint64_t *piece = piece_of(set, id);
    if (piece != NULL)
        piece[word_of(id)] &= ~bit_of(id);
}

void id_set_finish(struct id_set *set)
{
    for (size_t i = 0; set->pieces != NULL && i < PIECES; i++)
        free(set->pieces[i]);
    free(set->pieces);
    *set = (struct id_set){ 0 };
}
