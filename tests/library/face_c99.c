/* The public header stands alone, and in C99. */
#include <understudy.h>

int main(void)
{
    return understudy_status_text(UNDERSTUDY_OK) == NULL;
}
