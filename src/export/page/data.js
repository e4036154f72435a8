/*
 * data - the report as html.c wrote it: columns, and rows that are arrays of cells in
 * the order of the columns. Whatever a cell says is data: it only ever becomes the text
 * of an element, never markup.
 */
const data = JSON.parse(document.getElementById('data').textContent);
const columns = data.columns;
const rows = data.rows;
const at = new Map(columns.map((column, i) => [column.name, i]));

/** The cell of that name; null if it is missing, or there is no such column. */
function value(row, name) {
	const i = at.get(name);
	return i === undefined ? null : row[i];
}

/*
 * Series are written as digits of 5 bits, the lowest first, each with a bit that tells
 * whether more follow; after a 0 comes how many further ones there are.
 */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const digitOf = new Map([...DIGITS].map((digit, i) => [digit, i]));

function decode(text) {
	const counts = [];
	let number = 0, unit = 1, afterZero = false;
	for (const character of text) {
		const digit = digitOf.get(character);
		number += (digit & 31) * unit;
		unit *= 32;
		if (digit & 32)
			continue;
		if (afterZero)
			for (; number > 0; number--)
				counts.push(0);
		else
			counts.push(number);
		afterZero = !afterZero && number === 0 && counts[counts.length - 1] === 0;
		number = 0;
		unit = 1;
	}
	return counts;
}

/** The counts of a series; null if there are none. */
function series(row, name) {
	const text = value(row, name);
	return text === null ? null : decode(text);
}

const isNumber = column => column.kind === 'integer' || column.kind === 'real';

/* 12,345 is easier to read than 12345; ports and the like are names, not amounts. */
function grouped(text) {
	return text.replace(/^(-?\d+)/, digits => digits.replace(/\B(?=(\d{3})+$)/g, ','));
}

function shown(column, cell) {
	if (cell === null)
		return '–';
	if (column.kind === 'real')
		return grouped(cell.toFixed(column.decimals));
	if (column.kind === 'integer')
		return /(port|asn)$/.test(column.name) ? String(cell) : grouped(String(cell));
	if (column.kind === 'moment')
		return cell.replace('T', ' ').replace('Z', '');
	return String(cell);
}

/* "0.4 s", "60 s", "10 min", "3.5 h", "2 days" */
function duration(seconds) {
	const units = [[86400, 'days', 2], [3600, 'h', 2], [60, 'min', 2], [1, 's', 0]];
	const [unit, name] = units.find(([size, , least]) => seconds >= size * least) || units[3];
	const n = seconds / unit;
	return `${n < 10 ? +n.toFixed(n < 1 ? 2 : 1) : Math.round(n)} ${name}`;
}

function amount(bytes) {
	const names = ['bytes', 'kB', 'MB', 'GB', 'TB'];
	let i = 0;
	for (; bytes >= 10000 && i < names.length - 1; i++)
		bytes /= 1000;
	return `${grouped(String(Math.round(bytes)))} ${names[i]}`;
}

/** What a row is called: "10.0.0.5 → 192.0.2.1 port 443". */
function title(row) {
	const to = value(row, 'dest_name') || value(row, 'dest_ip');
	const port = value(row, 'dest_port');
	if (to === null)
		return String(row[0]);
	return `${value(row, 'src_ip')} → ${to}${port === null ? '' : ` port ${port}`}`;
}
