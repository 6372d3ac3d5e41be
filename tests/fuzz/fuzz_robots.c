/* robots.txt: the first byte parts path from rules; no crash, no hang, and the same verdict twice. */
#include "fuzz.h"
#include "gate/robots.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text robots = fuzz_text(data, size);
    struct text path = text_take_until(&robots, '\n');
    struct robots_verdict first, second;
    if (text_empty(path) || path.at[0] != '/')
        path = TEXT("/title/tt9900001/");
    robots_check(robots, TEXT("understudy"), path, &first);
    robots_check(robots, TEXT("Understudy"), path, &second);
    LAW(first.allowed == second.allowed && first.crawl_delay_ms == second.crawl_delay_ms);
    LAW(first.crawl_delay_ms >= 0 && first.crawl_delay_ms <= 3600000);
    robots_check(robots, TEXT("understudy"), TEXT("/robots.txt"), &first);
    LAW(first.allowed);
    return 0;
}
