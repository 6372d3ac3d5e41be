/* The words that old pages label their facts with. IMDb had sites in German, French, Italian, Spanish and Portuguese;
 * where a link tells the same, the link is asked first. */
#include "base/compiler.h"
#include "extract/legacy.h"

#include <string.h>

struct word {
    const char *word;
    int meaning;
};

/* Compared without regard to the case of ASCII letters. */
static int meaning_of(struct text t, const struct word *words, size_t count, int none)
{
    for (size_t i = 0; i < count; i++) {
        if (text_equal_ascii_case(t, text_of(words[i].word)))
            return words[i].meaning;
    }
    return none;
}

static const struct word labels[] = {
    { "Director", LEGACY_DIRECTORS },
    { "Directors", LEGACY_DIRECTORS },
    { "Directed by", LEGACY_DIRECTORS },
    { "Regie", LEGACY_DIRECTORS },
    { "Regia di", LEGACY_DIRECTORS },
    { "Dirigida por", LEGACY_DIRECTORS },
    { "Dirigido por", LEGACY_DIRECTORS },
    { "Regisseur", LEGACY_DIRECTORS },
    { "Regisseure", LEGACY_DIRECTORS },
    { "Réalisé par", LEGACY_DIRECTORS },
    { "Réalisateur", LEGACY_DIRECTORS },
    { "Réalisateurs", LEGACY_DIRECTORS },
    { "Réalisation", LEGACY_DIRECTORS },
    { "Regista", LEGACY_DIRECTORS },
    { "Registi", LEGACY_DIRECTORS },
    { "Regia", LEGACY_DIRECTORS },
    { "Directores", LEGACY_DIRECTORS },
    { "Diretor", LEGACY_DIRECTORS },
    { "Diretores", LEGACY_DIRECTORS },
    { "Realizador", LEGACY_DIRECTORS },
    { "Writer", LEGACY_WRITERS },
    { "Writers", LEGACY_WRITERS },
    { "Writing credits", LEGACY_WRITERS },
    { "Written by", LEGACY_WRITERS },
    { "Buch", LEGACY_WRITERS },
    { "Scritto da", LEGACY_WRITERS },
    { "Créditos del guión", LEGACY_WRITERS },
    { "Créditos como roteirista", LEGACY_WRITERS },
    { "Drehbuch", LEGACY_WRITERS },
    { "Drehbuchautor", LEGACY_WRITERS },
    { "Drehbuchautoren", LEGACY_WRITERS },
    { "Autor", LEGACY_WRITERS },
    { "Autoren", LEGACY_WRITERS },
    { "Scénariste", LEGACY_WRITERS },
    { "Scénaristes", LEGACY_WRITERS },
    { "Scénario", LEGACY_WRITERS },
    { "Sceneggiatore", LEGACY_WRITERS },
    { "Sceneggiatori", LEGACY_WRITERS },
    { "Sceneggiatura", LEGACY_WRITERS },
    { "Escritor", LEGACY_WRITERS },
    { "Escritores", LEGACY_WRITERS },
    { "Guionista", LEGACY_WRITERS },
    { "Guionistas", LEGACY_WRITERS },
    { "Guión", LEGACY_WRITERS },
    { "Roteirista", LEGACY_WRITERS },
    { "Roteiristas", LEGACY_WRITERS },
    { "Creator", LEGACY_CREATORS },
    { "Creators", LEGACY_CREATORS },
    { "Created by", LEGACY_CREATORS },
    { "Schöpfer", LEGACY_CREATORS },
    { "Idee", LEGACY_CREATORS },
    { "Créateur", LEGACY_CREATORS },
    { "Créateurs", LEGACY_CREATORS },
    { "Ideatore", LEGACY_CREATORS },
    { "Ideatori", LEGACY_CREATORS },
    { "Creador", LEGACY_CREATORS },
    { "Creadores", LEGACY_CREATORS },
    { "Criador", LEGACY_CREATORS },
    { "Criadores", LEGACY_CREATORS },
    { "Stars", LEGACY_STARS },
    { "Star", LEGACY_STARS },
    { "Plot", LEGACY_PLOT },
    { "Plot Outline", LEGACY_PLOT },
    { "Plot Summary", LEGACY_PLOT },
    { "Handlung", LEGACY_PLOT },
    { "Kurzbeschreibung", LEGACY_PLOT },
    { "Intrigue", LEGACY_PLOT },
    { "Trama", LEGACY_PLOT },
    { "Argumento", LEGACY_PLOT },
    { "Runtime", LEGACY_RUNTIME },
    { "Länge", LEGACY_RUNTIME },
    { "Laufzeit", LEGACY_RUNTIME },
    { "Spieldauer", LEGACY_RUNTIME },
    { "Durée", LEGACY_RUNTIME },
    { "Durata", LEGACY_RUNTIME },
    { "Duración", LEGACY_RUNTIME },
    { "Duração", LEGACY_RUNTIME },
    { "Land", LEGACY_COUNTRIES },
    { "Pays", LEGACY_COUNTRIES },
    { "País", LEGACY_COUNTRIES },
    { "Nazionalità", LEGACY_COUNTRIES },
    { "Country", LEGACY_COUNTRIES },
    { "Countries", LEGACY_COUNTRIES },
    { "Language", LEGACY_LANGUAGES },
    { "Languages", LEGACY_LANGUAGES },
    { "Genre", LEGACY_GENRES },
    { "Genres", LEGACY_GENRES },
    { "Genere", LEGACY_GENRES },
    { "Género", LEGACY_GENRES },
    { "Gênero", LEGACY_GENRES },
    { "Release Date", LEGACY_RELEASE },
    { "Original Air Date", LEGACY_RELEASE },
    { "Premierendatum", LEGACY_RELEASE },
    { "Date de sortie", LEGACY_RELEASE },
    { "Fecha de Estreno", LEGACY_RELEASE },
    { "Data di uscita", LEGACY_RELEASE },
    { "Data de Lançamento", LEGACY_RELEASE },
    { "User Rating", LEGACY_RATING },
    { "TV Series", LEGACY_SERIES },
    { "Fernsehserie", LEGACY_SERIES },
};

enum legacy_fact legacy_label(struct text label)
{
    return (enum legacy_fact)meaning_of(label, labels, COUNT_OF(labels), LEGACY_OTHER);
}

static const struct {
    const char *word, *type;
} types[] = {
    { "TV Mini-Series", "tvMiniSeries" },
    { "TV Mini Series", "tvMiniSeries" },
    { "TV Series", "tvSeries" },
    { "TV Serie", "tvSeries" },
    { "TV Movie", "tvMovie" },
    { "TV Film", "tvMovie" },
    { "TV Short", "tvShort" },
    { "TV Special", "tvSpecial" },
    { "TV Episode", "tvEpisode" },
    { "TV Pilot", "tvPilot" },
    { "Episode aired", "tvEpisode" },
    { "Video Game", "videoGame" },
    { "Videogame", "videoGame" },
    { "Video", "video" },
    { "Music Video", "musicVideo" },
    { "Podcast Series", "podcastSeries" },
    { "Podcast Episode", "podcastEpisode" },
    { "Short Film", "short" },
    { "Short", "short" },
    { "Fernsehserie", "tvSeries" },
    { "TV-Serie", "tvSeries" },
    { "Mini-Serie", "tvMiniSeries" },
    { "Miniserie", "tvMiniSeries" },
    { "Fernsehfilm", "tvMovie" },
    { "Fernsehepisode", "tvEpisode" },
    { "Videospiel", "videoGame" },
    { "Kurzfilm", "short" },
    { "Série TV", "tvSeries" },
    { "Série télévisée", "tvSeries" },
    { "Mini-série TV", "tvMiniSeries" },
    { "Téléfilm", "tvMovie" },
    { "Épisode TV", "tvEpisode" },
    { "Jeu vidéo", "videoGame" },
    { "Vidéo", "video" },
    { "Serie TV", "tvSeries" },
    { "Mini serie TV", "tvMiniSeries" },
    { "Film TV", "tvMovie" },
    { "Episodio TV", "tvEpisode" },
    { "Videogioco", "videoGame" },
    { "Serie de TV", "tvSeries" },
    { "Película de TV", "tvMovie" },
    { "Episodio de TV", "tvEpisode" },
    { "Videojuego", "videoGame" },
    { "Série de TV", "tvSeries" },
    { "Filme de TV", "tvMovie" },
    { "Episódio de TV", "tvEpisode" },
    /* tn15, behind the year */
    { "TV", "tvMovie" },
    { "V", "video" },
    { "VG", "videoGame" },
    { "mini", "tvMiniSeries" },
};

const char *legacy_type(struct text words)
{
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        struct text head = text_from(words.at, strlen(types[i].word));
        if (words.len < head.len || !text_equal_ascii_case(head, text_of(types[i].word)))
            continue;
        struct text tail = text_after(words, head.len);
        bool short_word = head.len <= 4; /* "TV", "mini": nothing may follow */
        if (tail.len == 0 || (!short_word && (tail.at[0] == ' ' || tail.at[0] == '(')))
            return types[i].type;
    }
    return NULL;
}

/* "Mar." and "März": a month is known by how it starts; in the order of the table, so that "mar" is March everywhere.
 */
int legacy_month(struct text word)
{
    static const struct word starts[] = {
        { "jan", 1 },  { "jän", 1 },  { "gen", 1 },  { "ene", 1 },  { "feb", 2 },  { "fév", 2 },  { "fev", 2 },
        { "mar", 3 },  { "mär", 3 },  { "apr", 4 },  { "avr", 4 },  { "abr", 4 },  { "may", 5 },  { "mai", 5 },
        { "mag", 5 },  { "jun", 6 },  { "juin", 6 }, { "giu", 6 },  { "jul", 7 },  { "juil", 7 }, { "lug", 7 },
        { "aug", 8 },  { "aoû", 8 },  { "ago", 8 },  { "sep", 9 },  { "set", 9 },  { "oct", 10 }, { "okt", 10 },
        { "ott", 10 }, { "out", 10 }, { "nov", 11 }, { "dec", 12 }, { "dez", 12 }, { "déc", 12 }, { "dic", 12 },
    };
    for (size_t i = 0; i < COUNT_OF(starts); i++) {
        struct text start = text_of(starts[i].word);
        if (word.len >= start.len && text_equal_ascii_case(text_from(word.at, start.len), start))
            return starts[i].meaning;
    }
    return 0;
}

struct text legacy_genre(struct text any_case)
{
    static const char *const genres[] = {
        "Action", "Adult",        "Adventure", "Animation", "Biography",  "Comedy",     "Crime",   "Documentary",
        "Drama",  "Experimental", "Family",    "Fantasy",   "Film-Noir",  "Game-Show",  "History", "Horror",
        "Music",  "Musical",      "Mystery",   "News",      "Reality-TV", "Romance",    "Sci-Fi",  "Short",
        "Sport",  "Talk-Show",    "Thriller",  "War",       "Western",    "Commercial", "Erotica", "Lifestyle"
    };
    static const char *const joined[][2] = { { "scifi", "Sci-Fi" },        { "game_show", "Game-Show" },
                                             { "film_noir", "Film-Noir" }, { "reality_tv", "Reality-TV" },
                                             { "talk_show", "Talk-Show" }, { "sci_fi", "Sci-Fi" } };
    for (size_t i = 0; i < COUNT_OF(genres); i++) {
        if (text_equal_ascii_case(any_case, text_of(genres[i])))
            return text_of(genres[i]);
    }
    for (size_t i = 0; i < COUNT_OF(joined); i++) {
        if (text_equal_ascii_case(any_case, text_of(joined[i][0])))
            return text_of(joined[i][1]);
    }
    return (struct text){ 0 };
}
