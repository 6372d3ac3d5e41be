/* Every statement of the program by name; the texts stand in statements.def, both dialects side by side. */
#ifndef UNDERSTUDY_STORE_STATEMENTS_H
#define UNDERSTUDY_STORE_STATEMENTS_H

#include "store/store.h"

#define STATEMENT(name, text, postgresql) SQL_##name,
enum statement {
#include "store/statements.def"
    STATEMENT_COUNT
};
#undef STATEMENT

const char *statement_name(enum statement statement);
const char *statement_text(enum statement statement, enum store_dialect dialect);

#endif
