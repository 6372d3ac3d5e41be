/* Compiler attributes behind names of our own.
 * The only header that may spell __attribute__. */
#ifndef UNDERSTUDY_BASE_COMPILER_H
#define UNDERSTUDY_BASE_COMPILER_H

#if defined(__GNUC__)
#define PRINTF_LIKE(format_at, args_at) __attribute__((format(printf, format_at, args_at)))
#define MUST_CHECK                      __attribute__((warn_unused_result))
#define NORETURN                        __attribute__((noreturn))
#define CLEANUP(fn)                     __attribute__((cleanup(fn)))
#else
#error "understudy needs gcc or clang: CLEANUP has no portable spelling"
#endif

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
