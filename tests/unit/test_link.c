/*
 * test_link - from each kind of frame the IP packet in it is found; what has none, or is
 * cut, is told apart.
 */
#include "helpers.h"

#include "source/capture/link.h"

enum {
	ETHERNET = 1,
	PPP = 9,
	RAW = 101,
	WIFI = 105,
	LOOP = 108,
	COOKED = 113,
	PRISM = 119,
	RADIOTAP = 127,
	AVS = 163,
	PPI = 192,
	NFLOG = 239,
	COOKED2 = 276,
	USB = 189
};

#define MACS "\2\0\0\0\0\1\2\0\0\0\0\2"
#define IP "\x45IP"
#define WIFI_DATA \
	"\x08\1\0\0" \
	"123456123456123456" \
	"\0\0"

/* Opens it from memory of just that size, for the sanitizer. */
static enum link_content open_frame(int type, const char *frame, size_t len,
				    char rest[16])
{
	uint8_t *copy = malloc(len ? len : 1);
	struct bytes bytes = { .at = copy, .len = len, .wire = len };
	enum link_content content;

	assert_non_null(copy);
	memcpy(copy, frame, len);
	content = link_open(type, &bytes);
	assert_true(bytes.len <= len && bytes.wire >= bytes.len);
	snprintf(rest, 16, "%.*s", (int)bytes.len, (const char *)bytes.at);
	free(copy);
	return content;
}

/* Any shorter one must not be read beyond its end. */
static void expect_ip(int type, const char *frame, size_t len)
{
	char rest[16];

	assert_int_equal(open_frame(type, frame, len, rest), LINK_IP);
	assert_string_equal(rest, IP);
	for (size_t shorter = 0; shorter < len - 3; shorter++)
		open_frame(type, frame, shorter, rest);
}

static void expect(int type, const char *frame, size_t len, enum link_content content)
{
	char rest[16];

	assert_int_equal(open_frame(type, frame, len, rest), content);
}

#define EXPECT_IP(type, frame) expect_ip(type, frame, sizeof(frame) - 1)
#define EXPECT(type, frame, content) expect(type, frame, sizeof(frame) - 1, content)

static void ethernet_with_any_number_of_tags(void **state)
{
	(void)state;
	EXPECT_IP(ETHERNET, MACS "\x08\0" IP);
	EXPECT_IP(ETHERNET, MACS "\x86\xdd" IP);
	EXPECT_IP(ETHERNET, MACS "\x81\0\0\5\x08\0" IP);
	EXPECT_IP(ETHERNET,
		  MACS "\x88\xa8\0\5\x91\0\0\6\x81\0\0\7\x81\0\0\x08\x86\xdd" IP);
	EXPECT(ETHERNET, MACS "\x08\6" IP, LINK_OTHER);
	EXPECT(ETHERNET, MACS "\x81\0\0", LINK_SNAPPED);
	EXPECT(ETHERNET, MACS "\x08", LINK_SNAPPED);
}

static void a_frame_of_nothing_but_tags_ends(void **state)
{
	enum { SIZE = 262144 };
	char *frame = malloc(SIZE), rest[16];

	(void)state;
	assert_non_null(frame);
	for (size_t i = 0; i < SIZE; i += 4)
		memcpy(frame + i, "\x81\0\x81\0", 4);
	assert_int_equal(open_frame(ETHERNET, frame, SIZE, rest), LINK_SNAPPED);
	free(frame);
}

static void a_length_instead_of_a_type(void **state)
{
	(void)state;
	EXPECT_IP(ETHERNET, MACS "\0\x0b\xaa\xaa\3\0\0\0\x08\0" IP "padding");
	EXPECT_IP(ETHERNET, MACS "\0\6\6\6\3" IP "padding");
	EXPECT(ETHERNET, MACS "\0\x0b\x42\x42\3\0\0\0\x08\0" IP, LINK_OTHER);
	EXPECT(ETHERNET, MACS "\0\2\xaa\xaa\3\0\0\0\x08\0" IP, LINK_SNAPPED);
}

static void labels_and_sessions(void **state)
{
	(void)state;
	EXPECT_IP(ETHERNET, MACS "\x88\x47\0\1\0\1\0\2\1\1" IP);
	EXPECT(ETHERNET, MACS "\x88\x47\0\1\1\1\0\0\0\0", LINK_OTHER);
	EXPECT_IP(ETHERNET, MACS "\x88\x64\x11\0\0\1\0\5\0\x21" IP "padding");
	EXPECT(ETHERNET, MACS "\x88\x64\x11\xa7\0\1\0\5\0\x21" IP, LINK_OTHER);
}

static void cooked_and_raw(void **state)
{
	(void)state;
	EXPECT_IP(COOKED, "\0\0\0\1\0\6"
			  "12345678"
			  "\x08\0" IP);
	EXPECT_IP(COOKED, "\0\0\0\1\0\6"
			  "12345678"
			  "\x81\0\0\1\x86\xdd" IP);
	EXPECT(COOKED,
	       "\0\0\0\1\0\6"
	       "12345678"
	       "\0\1" IP,
	       LINK_OTHER);
	EXPECT_IP(COOKED2, "\x08\0\0\0\0\0\0\2\0\1\0\6"
			   "12345678" IP);
	EXPECT_IP(RAW, IP);
}

static void families_in_either_order(void **state)
{
	(void)state;
	EXPECT_IP(0, "\2\0\0\0" IP);
	EXPECT_IP(0, "\0\0\0\x1e" IP);
	EXPECT_IP(LOOP, "\0\0\0\2" IP);
	EXPECT(0, "\7\0\0\0" IP, LINK_OTHER);
}

static void point_to_point(void **state)
{
	(void)state;
	EXPECT_IP(PPP, "\xff\3\0\x21" IP);
	EXPECT_IP(PPP, "\x21" IP);
	EXPECT_IP(PPP, "\0\x57" IP);
	EXPECT(PPP, "\xff\3\xc0\x21" IP, LINK_OTHER);
	EXPECT_IP(50, "\x0f\0\x08\0" IP);
	EXPECT_IP(50, "\xff\3\0\x21" IP);
}

static void the_air(void **state)
{
	(void)state;
	EXPECT_IP(WIFI, WIFI_DATA "\xaa\xaa\3\0\0\0\x08\0" IP);
	/* with quality of service; between two stations of a system; both and HT control */
	EXPECT_IP(WIFI, "\x88\1\0\0"
			"123456123456123456"
			"\0\0"
			"\0\0"
			"\xaa\xaa\3\0\0\0\x08\0" IP);
	EXPECT_IP(WIFI, "\x08\3\0\0"
			"123456123456123456"
			"\0\0"
			"123456"
			"\xaa\xaa\3\0\0\0\x08\0" IP);
	EXPECT_IP(WIFI, "\x88\x83\0\0"
			"123456123456123456"
			"\0\0"
			"123456"
			"\0\0"
			"HT__"
			"\xaa\xaa\3\0\0\0\x08\0" IP);
	EXPECT(WIFI,
	       "\x08\x41\0\0"
	       "123456123456123456"
	       "\0\0"
	       "encrypted",
	       LINK_OTHER);
	EXPECT(WIFI,
	       "\x80\0\0\0"
	       "123456123456123456"
	       "\0\0"
	       "a beacon",
	       LINK_OTHER);
	EXPECT(WIFI,
	       "\x48\1\0\0"
	       "123456123456123456"
	       "\0\0",
	       LINK_OTHER);
}

static void what_stands_before_the_air(void **state)
{
	(void)state;
	EXPECT_IP(RADIOTAP, "\0\0\x08\0\0\0\0\0" WIFI_DATA "\xaa\xaa\3\0\0\0\x08\0" IP);
	/* a time, and flags that tell of padding behind the header */
	EXPECT_IP(RADIOTAP, "\0\0\x11\0\3\0\0\0"
			    "timetime"
			    "\x20"
			    "\x88\1\0\0"
			    "123456123456123456"
			    "\0\0"
			    "\0\0"
			    "\0\0"
			    "\xaa\xaa\3\0\0\0\x08\0" IP);
	EXPECT(RADIOTAP, "\0\0\x09\0\2\0\0\0\x40" WIFI_DATA "\xaa\xaa\3\0\0\0\x08\0" IP,
	       LINK_OTHER); /* it came damaged */
	EXPECT(RADIOTAP, "\0\0\xff\xff\0\0\0\0" WIFI_DATA, LINK_SNAPPED);
	EXPECT_IP(AVS, "\x80\x21\x10\1\0\0\0\x0c"
		       "rest" WIFI_DATA "\xaa\xaa\3\0\0\0\x08\0" IP);
	EXPECT_IP(PRISM, "\x80\x21\x10\1\0\0\0\x0c"
			 "rest" WIFI_DATA "\xaa\xaa\3\0\0\0\x08\0" IP);
	EXPECT_IP(PPI, "\0\0\x08\0\x69\0\0\0" WIFI_DATA "\xaa\xaa\3\0\0\0\x08\0" IP);
	EXPECT(PPI,
	       "\0\0\x08\0\xc0\0\0\0"
	       "\0\0\x08\0\xc0\0\0\0",
	       LINK_OTHER);
}

static void logged_by_a_filter(void **state)
{
	(void)state;
	EXPECT_IP(NFLOG, "\2\0\0\0"
			 "\x06\0\x0a\0"
			 "ab\0\0"
			 "\x07\0\x09\0" IP);
	EXPECT(NFLOG,
	       "\2\0\0\0"
	       "\0\0\x0a\0",
	       LINK_OTHER);
	EXPECT(NFLOG, "\2\0\0\0", LINK_SNAPPED);
	EXPECT_IP(117, "\x05\2"
		       "123456" IP);
}

static void a_type_that_is_not_known_has_a_name(void **state)
{
	char text[LINK_TEXT];

	(void)state;
	EXPECT(USB, "anything", LINK_UNKNOWN);
	assert_non_null(strstr(link_text(USB, text), "USB_LINUX"));
	assert_string_equal(link_text(54321, text), "54321");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ethernet_with_any_number_of_tags),
		cmocka_unit_test(a_frame_of_nothing_but_tags_ends),
		cmocka_unit_test(a_length_instead_of_a_type),
		cmocka_unit_test(labels_and_sessions),
		cmocka_unit_test(cooked_and_raw),
		cmocka_unit_test(families_in_either_order),
		cmocka_unit_test(point_to_point),
		cmocka_unit_test(the_air),
		cmocka_unit_test(what_stands_before_the_air),
		cmocka_unit_test(logged_by_a_filter),
		cmocka_unit_test(a_type_that_is_not_known_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
