/*
 * lanes - several numbers or bytes at once, for the few loops where a run spends its
 * time.
 *
 * WIDE_LANES before a function has it made for wider registers too, and the version
 * that fits is chosen when the program starts. The results are the same to the last
 * bit.
 */
#ifndef CORE_LANES_H
#define CORE_LANES_H

#include <stdint.h>

#ifdef __SSE2__ /* every 64-bit x86 */
#include <emmintrin.h>
#endif

/* The choice is made before the sanitizers are ready. */
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && \
	!defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
	!defined(__SANITIZE_THREAD__)
#define WIDE_LANES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDE_LANES
#endif

/* Bytes that are looked at together; which of them it is so with is told by bits, the
 * first byte's the lowest. */
enum { LANES = 16 };

static inline uint32_t lanes_equal(const char bytes[LANES], char c)
{
#ifdef __SSE2__
	__m128i block = _mm_loadu_si128((const __m128i *)(const void *)bytes);

	return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8(c)));
#else
	uint32_t bits = 0;

	for (int i = 0; i < LANES; i++)
		bits |= (uint32_t)(bytes[i] == c) << i;
	return bits;
#endif
}

/* No more than c, counted from 0 to 255. */
static inline uint32_t lanes_up_to(const char bytes[LANES], unsigned char c)
{
#ifdef __SSE2__
	__m128i block = _mm_loadu_si128((const __m128i *)(const void *)bytes);
	__m128i least = _mm_min_epu8(block, _mm_set1_epi8((char)c));

	return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(block, least));
#else
	uint32_t bits = 0;

	for (int i = 0; i < LANES; i++)
		bits |= (uint32_t)((unsigned char)bytes[i] <= c) << i;
	return bits;
#endif
}

/* The place of the lowest bit; there must be one. */
static inline int lanes_first(uint32_t bits)
{
	return __builtin_ctz(bits);
}

#endif
