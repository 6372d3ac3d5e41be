/* What one fact of a TMDb record says about the title that IMDb knows. Internal to src/identity, and the words of
 * evidence.h. Pure. */
#ifndef UNDERSTUDY_IDENTITY_WITNESS_H
#define UNDERSTUDY_IDENTITY_WITNESS_H

#include "identity/identity.h"

/* A side that knows nothing, or writes it in another script, neither agrees nor contradicts. */
enum witness { WITNESS_SILENT, WITNESS_AGREES, WITNESS_CONTRADICTS };

/* What one of the two places of a TMDb record says about the asked id. */
enum place { PLACE_EMPTY, PLACE_OURS, PLACE_FOREIGN, PLACE_JUNK };
enum place witness_place(const struct identity_wanted *wanted, struct text id);

/* Exact equality of any two titles under N(). */
enum witness witness_titles(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
                            struct arena *arena);
/* Any of the record's years within `apart` of ours. */
enum witness witness_years(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
                           int64_t apart);
/* How many of the first `most` of each list are the same person, by nm id where both have one, else by name. Nobody is
 * counted twice. */
size_t witness_people_shared(const struct people *ours, const struct people *theirs, size_t most, struct arena *arena);
/* E4: at most 5 minutes or 10 % apart. */
enum witness witness_runtime(const struct identity_wanted *wanted, const struct identity_candidate *candidate);
/* Two who are in both casts agree; nobody in common contradicts, when either names three at least: fewer are a
 * beginning. Billing plays no part (E5 is stricter). */
enum witness witness_cast(const struct identity_wanted *wanted, const struct identity_candidate *candidate,
                          struct arena *arena);
/* At least one person in both lists. */
enum witness witness_people(const struct people *ours, const struct people *theirs, struct arena *arena);

#endif
