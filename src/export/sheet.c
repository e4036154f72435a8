/*
 * sheet - see sheet.h. That a text is none of these things is shown by a single
 * word or sign that no number or date has; so what is known here are those that they
 * have.
 */
#include "export/sheet.h"

#include <stddef.h>
#include <string.h>

#include "core/text.h"
#include "model/address.h"

enum { LONGEST_WORD = 12 };

/* Exponents, halves of the day, marks of ISO 8601: behind a digit. */
static const char words_behind[] = " e a p am pm t z ";

/* Months in English, German, French, Spanish, Italian, Dutch and Portuguese, without
 * accents, and currencies. */
static const char number_words[] =
	" eur usd jan feb mar apr may jun jul aug sep sept oct nov dec "
	"january february march april june july august september october november december "
	"mrz mai okt dez januar februar marz juni juli oktober dezember "
	"janv fevr mars avr juin juil aout janvier fevrier avril juillet septembre octobre "
	"novembre decembre "
	"ene abr ago dic enero febrero marzo abril mayo junio julio agosto septiembre octubre "
	"noviembre diciembre "
	"gen mag giu lug set ott gennaio febbraio aprile maggio giugno luglio settembre "
	"ottobre dicembre mrt mei januari februari maart augustus "
	"fev out janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro ";

static const char truth_words[] =
	" true false wahr falsch vrai faux verdadero falso vero verdadeiro waar onwaar ";

bool sheet_is_formula_sign(uint32_t character)
{
	switch (character) {
	case '=':
	case '+':
	case '-':
	case '@':
	case 0xff1d:
	case 0xff0b:
	case 0xff0d:
	case 0xff20:
		return true;
	default:
		return false;
	}
}

/* Full width as ASCII, capital letters as small ones, those of Latin-1 without accents. */
static uint32_t fold(uint32_t character)
{
	static const char latin[] = "aaaaaaaceeeeiiiidnooooo*ouuuuypy";

	if (character >= 0xff01 && character <= 0xff5e)
		character -= 0xfee0;
	if (character >= 'A' && character <= 'Z')
		return character - 'A' + 'a';
	if (character >= 0xc0 && character <= 0xdf)
		return (unsigned char)latin[character - 0xc0];
	if (character >= 0xe0 && character <= 0xff)
		return (unsigned char)latin[character - 0xe0];
	return character;
}

static bool is_blank(uint32_t character)
{
	return character == ' ' || character == 0xa0 || character == 0x202f ||
	       (character >= 0x2000 && character <= 0x200a) || character == 0x3000;
}

/* What stands between digits, before or behind them: also the signs for pound, yen and
 * euro, and those for year, month and day in East Asia. */
static bool is_number_sign(uint32_t character)
{
	static const uint32_t others[] = { 0xa3, 0xa5, 0x20ac, 0x5e74, 0x6708, 0x65e5 };

	if (character < 0x80)
		return strchr(".,:/-+()%$'", (int)character) != NULL;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (character == others[i])
			return true;
	}
	return is_blank(character);
}

/* A word as lists have it, with a blank before and behind. */
struct word {
	char text[LONGEST_WORD + 3];
	size_t len;
};

static bool is_among(struct word *word, const char *list)
{
	if (word->len > LONGEST_WORD)
		return false;
	word->text[0] = ' ';
	word->text[word->len + 1] = ' ';
	word->text[word->len + 2] = '\0';
	return strstr(list, word->text) != NULL;
}

static void add_letter(struct word *word, uint32_t letter)
{
	if (word->len < LONGEST_WORD)
		word->text[word->len + 1] = (char)letter;
	word->len++;
}

static bool is_of_number(struct word *word, bool has_digit)
{
	return is_among(word, number_words) ||
	       (has_digit && is_among(word, words_behind));
}

static bool is_like_number(const char *at, const char *end)
{
	struct word word = { .len = 0 };
	bool has_digit = false;

	while (at < end) {
		uint32_t character = fold(text_next_shown(&at, end));

		if (character >= 'a' && character <= 'z') {
			add_letter(&word, character);
			continue;
		}
		if (word.len > 0 && !is_of_number(&word, has_digit))
			return false;
		word.len = 0;
		if (character >= '0' && character <= '9')
			has_digit = true;
		else if (!is_blank(character) && !is_number_sign(character))
			return false;
	}
	if (word.len > 0 && is_among(&word, truth_words))
		return true;
	return has_digit && (word.len == 0 || is_of_number(&word, has_digit));
}

bool sheet_misreads(const char *text)
{
	const char *end = text + strlen(text), *at = text, *next = text;
	struct address address;

	while (at < end && is_blank(text_next_shown(&next, end)))
		at = next;
	if (at == end)
		return false;
	next = at;
	/* #N/A and the like are errors. */
	if (sheet_is_formula_sign(text_next_shown(&next, end)) || *at == '#')
		return true;
	if (address_parse(text, strlen(text), &address))
		return sheet_misreads_address(text);
	return is_like_number(at, end);
}

bool sheet_misreads_address(const char *text)
{
	size_t group = strcspn(text, ".");

	if (strspn(text, "0123456789.") != strlen(text))
		return false;
	for (text += group; *text; text += group + 1) {
		group = strcspn(text + 1, ".");
		if (group != 3)
			return false;
	}
	return true;
}
