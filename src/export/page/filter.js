/*
 * filter - which rows are shown. Words of the filter must all hold:
 *
 *     update            is part of some text or address of the row
 *     10.0.0.0/8        one of its addresses lies in that network
 *     score>0.9         a number compares so: = != > >= < <=
 *     dest_ip:10.0.0.0/8, port:443, src:10.0.0.5    of that column alone
 *     -update           and none of that
 */
const SHORT_NAMES = { src: 'src_ip', dest: 'dest_ip', dst: 'dest_ip', port: 'dest_port' };
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

function inColumn(name, operator, wanted) {
	const i = at.get(SHORT_NAMES[name] || name);
	const column = columns[i];
	const number = Number(wanted);
	const network = parseNetwork(wanted);
	if (!column || column.kind === 'series' || wanted === '')
		return null;
	if (column.kind === 'address' && network)
		return row => network(addressOf(row[i] || '')) === (operator !== '!=');
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

function parseWord(word) {
	const match = /^([a-z_]+)(!=|>=|<=|[:=><])(.*)$/i.exec(word);
	const compared = match && inColumn(match[1].toLowerCase(), match[2], match[3]);
	if (compared)
		return compared;
	const network = parseNetwork(word);
	if (network)
		return inAnyAddress(network);
	return row => allText(row).includes(word.toLowerCase());
}

/** A text of words as one test of a row. */
function parseFilter(text) {
	const tests = text.split(/\s+/).filter(Boolean).map(word => {
		const negated = word.length > 1 && word.startsWith('-');
		const test = parseWord(negated ? word.slice(1) : word);
		return negated ? row => !test(row) : test;
	});
	return row => tests.every(test => test(row));
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
