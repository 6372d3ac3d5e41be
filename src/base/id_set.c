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

/* The piece of that id, made when it is not there; NULL when there are too many. */
static uint64_t *need_piece(struct id_set *set, uint64_t id)
{
    uint64_t *piece = piece_of(set, id);
    if (piece != NULL || set->piece_count == ID_SET_PIECES_MAX)
        return piece;
    size_t at = (size_t)(id >> PIECE_BITS);
    if (set->pieces == NULL) {
        set->pieces = zeroed(PIECES, sizeof *set->pieces); /* 1.2 MB, of which few pages are touched */
        set->first = at;
    }
    set->piece_count++;
    set->first = at < set->first ? at : set->first;
    set->end = at >= set->end ? at + 1 : set->end;
    return set->pieces[at] = zeroed(PIECE_WORDS, sizeof *piece);
}

bool id_set_add(struct id_set *set, uint64_t id)
{
    uint64_t *piece = need_piece(set, id);
    if (piece != NULL)
        piece[word_of(id)] |= bit_of(id);
    return piece != NULL;
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

bool id_set_next(const struct id_set *set, uint64_t from, uint64_t *out_id)
{
    if (from >> PIECE_BITS < set->first)
        from = (uint64_t)set->first << PIECE_BITS;
    size_t word = word_of(from);
    uint64_t mask = ~(bit_of(from) - 1); /* of the first word only */
    for (size_t i = (size_t)(from >> PIECE_BITS); i < set->end; i++, word = 0, mask = UINT64_MAX) {
        const uint64_t *piece = set->pieces[i];
        for (; piece != NULL && word < PIECE_WORDS; word++, mask = UINT64_MAX) {
            uint64_t bits = piece[word] & mask, bit = 0;
            while (bits != 0 && (bits >> bit & 1) == 0)
                bit++;
            if (bits == 0)
                continue;
            *out_id = ((uint64_t)i << PIECE_BITS) + ((uint64_t)word << WORD_BITS) + bit;
            return true;
        }
    }
    return false;
}

void id_set_save(const struct id_set *set, uint64_t piece, char out[ID_SET_PIECE_BYTES])
{
    const uint64_t *words = piece_of(set, piece << PIECE_BITS);
    for (size_t i = 0; i < ID_SET_PIECE_BYTES; i++)
        out[i] = (char)(words != NULL ? words[i / 8] >> i % 8 * 8 & 0xFF : 0);
}

bool id_set_load(struct id_set *set, uint64_t piece, struct text bytes)
{
    if (piece > (ID_SET_END - 1) >> PIECE_BITS || bytes.len != ID_SET_PIECE_BYTES)
        return false;
    uint64_t *words = need_piece(set, piece << PIECE_BITS);
    for (size_t i = 0; words != NULL && i < bytes.len; i++)
        words[i / 8] |= (uint64_t)(unsigned char)bytes.at[i] << i % 8 * 8;
    return words != NULL;
}

void id_set_finish(struct id_set *set)
{
    for (size_t i = set->first; i < set->end; i++)
        free(set->pieces[i]);
    free(set->pieces);
    *set = (struct id_set){ 0 };
}
