/*
 * filter - which rows are shown. Words of the filter must all hold:
 *
 *     update            is part of some text or address of the row
 *     10.0.0.0/8        one of its addresses lies in that network
 *     score>0.9         a number compares so: = != > >= < <=
 *     dest_ip:10.0.0.0/8, port:443, src:10.0.0.5    of that column alone
 *     -update           and none of that
 */
const SHORT_NAMES = new Map([['src', 'src_ip'], ['dest', 'dest_ip'], ['dst', 'dest_ip'],
	['port', 'dest_port']]);
const COMPARE = {
	'=': (a, b) => a === b, ':': (a, b) => a === b, '!=': (a, b) => a !== b,
	'>': (a, b) => a > b, '>=': (a, b) => a >= b,
	'<': (a, b) => a < b, '<=': (a, b) => a <= b,
};

const textsOf = new Map();

/* All that a row says, in lower case; made when first looked for. */
function allText(row) {
	if (!textsOf.has(row)) {
		const texts = columns.map((column, i) =>
			column.kind === 'text' || column.kind === 'address' ? row[i] || '' : '');
		for (const said of value(row, 'context') || [])
			texts.push(said.value || '');
		textsOf.set(row, texts.join('\n').toLowerCase());
	}
	return textsOf.get(row);
}

function inAddresses(i, operator, wanted) {
	const network = parseNetwork(wanted), whole = parseAddress(wanted);
	if (network)
		return row => network(addressOf(row[i] || '')) === (operator !== '!=');
	if (whole !== null && operator !== ':')
		return row => row[i] !== null && COMPARE[operator](addressOf(row[i]), whole);
	return null;
}

/* A test of one column; null: it cannot be compared with that. */
function inColumn(i, operator, wanted) {
	const column = columns[i];
	const number = Number(wanted);
	if (column.kind === 'series' || wanted === '' || looksLikeNetwork(wanted) && !parseNetwork(wanted))
		return null;
	const inAddress = column.kind === 'address' && inAddresses(i, operator, wanted);
	if (inAddress)
		return inAddress;
	if (isNumber(column))
		return Number.isNaN(number) ? null
			: row => row[i] !== null && COMPARE[operator](row[i], number);
	if (operator === ':')
		return row => (row[i] || '').toLowerCase().includes(wanted.toLowerCase());
	return row => row[i] !== null && COMPARE[operator](row[i], wanted);
}

function inAnyAddress(network) {
	const which = columns.flatMap((column, i) => column.kind === 'address' ? [i] : []);
	return row => which.some(i => network(addressOf(row[i] || '')));
}

/* "10.0.0.0/" and "10.0.0.0/99": one that is not finished, or is none. */
const looksLikeNetwork = word => /^[\da-f]*[.:][\da-f.:]*\/\d*$/i.test(word);

/* A test of a row; null if the word begins as a comparison, and is none (yet). */
function parseWord(word) {
	const [, name, operator, wanted] = /^([a-z_]+)(!=|>=|<=|[:=><])(.*)$/i.exec(word) || [word, ''];
	const i = at.get(SHORT_NAMES.get(name.toLowerCase()) || name.toLowerCase());
	if (i !== undefined)
		return inColumn(i, operator, wanted);
	if (looksLikeNetwork(word)) {
		const network = parseNetwork(word);
		return network && inAnyAddress(network);
	}
	return row => allText(row).includes(word.toLowerCase());
}

/** A text of words as one test of a row, and the words that are none, and ignored. */
function parseFilter(text) {
	const tests = [], ignored = [];
	for (const word of text.split(/\s+/).filter(Boolean)) {
		const negated = word.length > 1 && word.startsWith('-');
		const test = parseWord(negated ? word.slice(1) : word);
		if (test)
			tests.push(negated ? row => !test(row) : test);
		else
			ignored.push(word);
	}
	return { test: row => tests.every(test => test(row)), ignored };
}

/* Order */
function compareCells(column) {
	if (column.kind === 'address')
		return (a, b) => {
			const [x, y] = [addressOf(a), addressOf(b)];
			return x < y ? -1 : x > y ? 1 : 0;
		};
	if (isNumber(column))
		return (a, b) => a - b;
	return (a, b) => a < b ? -1 : a > b ? 1 : 0;
}

/** Row numbers by a column, what is missing last; equals stay in the given order. */
function sorted(numbers, i, descending) {
	const compare = compareCells(columns[i]);
	return [...numbers].sort((a, b) => {
		const [x, y] = [rows[a][i], rows[b][i]];
		if (x === null || y === null)
			return (x === null) - (y === null) || a - b;
		return (descending ? compare(y, x) : compare(x, y)) || a - b;
	});
}
