/* Wikidata's items for kinds of titles and genres. Left out: what IMDb has no word for (LGBT-related film, remake), and
 * what would be a guess: silent film, anime and documentary say nothing of length or way of release. */
#include "source/wikidata_classes.h"

#include "base/compiler.h"

static const struct wikidata_class classes[] = {
    /* kinds of titles */
    { "Q11424", "movie", { NULL } },               /* film */
    { "Q24869", "movie", { NULL } },               /* feature film */
    { "Q29168811", "movie", { "Animation" } },     /* animated feature film */
    { "Q24862", "short", { NULL } },               /* short film */
    { "Q17517379", "short", { "Animation" } },     /* animated short film */
    { "Q506240", "tvMovie", { NULL } },            /* television film */
    { "Q1261214", "tvSpecial", { NULL } },         /* television special */
    { "Q5398426", "tvSeries", { NULL } },          /* television series */
    { "Q581714", "tvSeries", { "Animation" } },    /* animated series */
    { "Q117467246", "tvSeries", { "Animation" } }, /* animated television series */
    { "Q1259759", "tvMiniSeries", { NULL } },      /* miniseries */
    { "Q21191270", "tvEpisode", { NULL } },        /* television series episode */
    { "Q193977", "musicVideo", { NULL } },         /* music video */
    { "Q7889", "videoGame", { NULL } },            /* video game */
    { "Q24634210", "podcastSeries", { NULL } },    /* podcast */
    /* genres */
    { "Q188473", NULL, { "Action" } },            /* action film */
    { "Q319221", NULL, { "Adventure" } },         /* adventure film */
    { "Q202866", NULL, { "Animation" } },         /* animated film */
    { "Q645928", NULL, { "Biography" } },         /* biographical film */
    { "Q157443", NULL, { "Comedy" } },            /* comedy film */
    { "Q40831", NULL, { "Comedy" } },             /* comedy */
    { "Q859369", NULL, { "Comedy", "Drama" } },   /* comedy drama */
    { "Q860626", NULL, { "Comedy", "Romance" } }, /* romantic comedy */
    { "Q959790", NULL, { "Crime" } },             /* crime film */
    { "Q93204", NULL, { "Documentary" } },        /* documentary film */
    { "Q130232", NULL, { "Drama" } },             /* drama film */
    { "Q1361932", NULL, { "Family" } },           /* family film */
    { "Q157394", NULL, { "Fantasy" } },           /* fantasy film */
    { "Q132311", NULL, { "Fantasy" } },           /* fantasy */
    { "Q185867", NULL, { "Film-Noir" } },         /* film noir */
    { "Q17013749", NULL, { "History" } },         /* historical film */
    { "Q200092", NULL, { "Horror" } },            /* horror film */
    { "Q842256", NULL, { "Musical" } },           /* musical film */
    { "Q1200678", NULL, { "Mystery" } },          /* mystery film */
    { "Q1054574", NULL, { "Romance" } },          /* romance film */
    { "Q471839", NULL, { "Sci-Fi" } },            /* science fiction film */
    { "Q24925", NULL, { "Sci-Fi" } },             /* science fiction */
    { "Q1339864", NULL, { "Sport" } },            /* sports film */
    { "Q2484376", NULL, { "Thriller" } },         /* thriller film */
    { "Q369747", NULL, { "War" } },               /* war film */
    { "Q172980", NULL, { "Western" } },           /* western */
    { "Q21590660", NULL, { "Western" } },         /* western film */
};

const struct wikidata_class *wikidata_class_find(struct text item)
{
    for (size_t i = 0; i < COUNT_OF(classes); i++) {
        if (text_is(item, classes[i].item))
            return &classes[i];
    }
    return NULL;
}
