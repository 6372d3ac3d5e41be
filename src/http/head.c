/* The head of an answer, watched line by line as it comes in. */
#include "http/transfer.h"

bool http_head_take(struct http_head *head, struct text line)
{
    head->bytes += line.len;
    head->lines++;
    if (text_starts(line, TEXT("HTTP/")))
        head->ended = false; /* the answer after "103 Early Hints" */
    else if (text_trim(line).len == 0)
        head->ended = true;
    head->too_large = head->bytes > HTTP_HEAD_BYTES_MAX || head->lines > HTTP_HEAD_LINES_MAX;
    return !head->too_large;
}
