/*
 * lanes - for the few loops over numbers where a run spends its time: WIDE_LANES
 * before such a function has it made for wider registers too, and the version that
 * fits is chosen when the program starts. The results are the same to the last bit.
 */
#ifndef CORE_LANES_H
#define CORE_LANES_H

/* The choice is made before the sanitizers are ready. */
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && \
	!defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WIDE_LANES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDE_LANES
#endif

#endif
