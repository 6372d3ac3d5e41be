/* For tests/store_pgsql.sh: "plan" prints the PostgreSQL schema, "statements" a PREPARE for every statement, one a
 * line.
 */
#include "store/store.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct arena arena = { 0 };
    if (argc == 2 && strcmp(argv[1], "plan") == 0) {
        struct text plan = store_migration_plan(STORE_POSTGRESQL, 0, &arena);
        printf("%.*s", TEXT_ARG(plan));
    } else if (argc == 2 && strcmp(argv[1], "statements") == 0) {
        for (const struct store_statement_text *s = store_statement_texts(STORE_POSTGRESQL, &arena); s->name; s++)
            printf("PREPARE \"%s\" AS %s;\n", s->name, s->sql);
    } else {
        fprintf(stderr, "usage: statements_print plan|statements\n");
        return 2;
    }
    arena_finish(&arena);
    return 0;
}
